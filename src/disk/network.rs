//! Whether a folder lies on a disk of this machine.

use std::io;
use std::path::Path;

/// File systems that are, or may be, on another machine: the number by which the system knows
/// each (`statfs(2)`, `linux/magic.h`), and its name.
const NETWORK: [(u32, &str); 13] = [
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB"),
    (0x564c, "NCP"),
    (0x5346_414f, "AFS"),
    (0x6b41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x0102_1997, "9P"),
    (0x00c3_6400, "Ceph"),
    (0x0bd0_0bd0, "Lustre"),
    (0x786f_4256, "a VirtualBox folder"),
    (0x6573_5546, "FUSE"),
];

/// Returns the name of the network file system that this path is on, or would be when it is
/// made; nothing when it is on a disk of this machine.
///
/// # Errors
///
/// When the system does not say.
pub fn network_file_system(path: &Path) -> io::Result<Option<&'static str>> {
    let there = path.ancestors().find(|path| path.exists()).unwrap_or_else(|| Path::new("."));
    #[allow(clippy::useless_conversion, reason = "the number is 32 bits wide on some machines")]
    let kind = i64::from(rustix::fs::statfs(there)?.f_type) & 0xffff_ffff;
    Ok(NETWORK.iter().find(|(number, _)| i64::from(*number) == kind).map(|(_, name)| *name))
}
