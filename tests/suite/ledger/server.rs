//! A PostgreSQL server for one test, from the programs of the system's package.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use policybook::ledger::PostgresAddress;
use tempfile::TempDir;

use crate::harness::repository;

/// A running server; it ends when dropped.
pub struct Server {
    folder: TempDir,
    process: Option<Child>,
    /// The port that the socket is named after, and on which it listens once it is protected.
    port: u16,
    settings: Vec<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Returns the address of a database at this URL.
pub fn address(url: &str) -> PostgresAddress {
    PostgresAddress { url: url.to_owned(), ..PostgresAddress::default() }
}

/// Returns the newest programs that are there.
fn programs() -> PathBuf {
    let versions =
        fs::read_dir("/usr/lib/postgresql").expect("Debian's package `postgresql` is installed: ./test does it");
    let number = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().parse::<u32>().unwrap_or_default();
    let newest = versions.map(|entry| entry.unwrap().path()).max_by_key(number).expect("a version of PostgreSQL");
    newest.join("bin")
}

/// Returns a command that runs a program of the server, which refuses to be run by root.
fn command(program: &str) -> Command {
    let path = programs().join(program);
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root {
        return Command::new(path);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]).arg(path);
    command
}

impl Server {
    /// Starts a server with an empty cluster.
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let _ = Command::new("chown").args(["-R", "postgres"]).arg(folder.path()).stderr(Stdio::null()).status();
        let data = folder.path().join("data");
        let made = command("initdb")
            .args(["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut server = Self { folder, process: None, port: 5432, settings: Vec::new() };
        server.start();
        server
    }

    /// Starts the server on what it has.
    pub fn start(&mut self) {
        let sockets = format!("unix_socket_directories={}", self.folder.path().display());
        let process = command("postgres")
            .arg("-D")
            .arg(self.folder.path().join("data"))
            .args(["-c", &sockets, "-c", "listen_addresses=", "-c", "max_connections=60"])
            .args(["-p", &self.port.to_string()])
            .args(self.settings.iter().flat_map(|setting| ["-c", setting]))
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.process = Some(process);
        let end = Instant::now() + Duration::from_secs(30);
        while postgres::Client::connect(&self.url("postgres"), postgres::NoTls).is_err() {
            assert!(Instant::now() < end, "the server does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the server at once, without a word to anybody, as a loss of power would.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = Command::new("kill").args(["-QUIT", &process.id().to_string()]).status();
            let _ = process.wait();
        }
    }

    /// Has it listen on a port of this machine too, to connections under TLS only, with the
    /// certificate of the tests' servers, and returns the port.
    pub fn protect(&mut self) -> u16 {
        let data = self.folder.path().join("data");
        for file in ["cert.pem", "key.pem"] {
            fs::copy(repository().join("tests/cases/tls").join(file), data.join(file)).unwrap();
            let _ = Command::new("chown").arg("postgres").arg(data.join(file)).stderr(Stdio::null()).status();
            fs::set_permissions(data.join(file), fs::Permissions::from_mode(0o600)).unwrap();
        }
        self.open("hostssl", &["ssl=on", "ssl_cert_file=cert.pem", "ssl_key_file=key.pem"])
    }

    /// Has it listen on a port of this machine too, and returns the port. `kind` is the one of
    /// connections that it takes there, as in `pg_hba.conf`.
    pub fn open(&mut self, kind: &str, settings: &[&str]) -> u16 {
        self.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let rules = format!("local all all trust\n{kind} all all 127.0.0.1/32 trust\n");
        fs::write(self.folder.path().join("data/pg_hba.conf"), rules).unwrap();
        self.settings = [&["listen_addresses=127.0.0.1"], settings].concat().iter().map(|s| (*s).to_owned()).collect();
        self.stop();
        self.start();
        self.port
    }

    /// Returns the address of a database.
    pub fn url(&self, database: &str) -> String {
        let sockets = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgresql://postgres@{sockets}:{}/{database}", self.port)
    }

    /// Runs SQL in a database.
    pub fn run(&self, database: &str, sql: &str) {
        let mut client = postgres::Client::connect(&self.url(database), postgres::NoTls).unwrap();
        client.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Makes a database, a copy of `template` when one is named, and returns its address.
    pub fn database(&self, name: &str, template: Option<&str>) -> String {
        let template = template.map_or(String::new(), |template| format!(" TEMPLATE {template}"));
        self.run("postgres", &format!("CREATE DATABASE {name}{template}"));
        self.url(name)
    }

    /// Returns where it keeps everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
