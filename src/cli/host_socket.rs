//! The socket in the file system at which the service answers.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use super::failure::Failure;

/// A socket's file; it goes with the service.
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes a socket that the user and the group of this process may open, and nobody else. One
/// that a service left behind is taken away; another file never is.
pub(super) fn open_socket(path: &Path) -> Result<(UnixListener, SocketFile), Failure> {
    let failed = |error: std::io::Error| Failure::impossible(format!("{}: {error}", path.display()));
    match fs::symlink_metadata(path) {
        Ok(there) if !there.file_type().is_socket() => {
            return Err(Failure::usage(format!("{} is there and is no socket; name another path", path.display())));
        }
        Ok(_) => match UnixStream::connect(path) {
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path).map_err(failed)?,
            Err(error) => return Err(failed(error)),
            Ok(_) => {
                return Err(Failure::impossible(format!("something answers at {} already", path.display())));
            }
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let listener = UnixListener::bind(path).map_err(failed)?;
    let file = SocketFile(path.to_owned());
    fs::set_permissions(path, fs::Permissions::from_mode(0o660)).map_err(failed)?;
    Ok((listener, file))
}
