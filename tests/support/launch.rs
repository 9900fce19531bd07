//! Starting a pcscd of one's own, without systemd, hardware, fixed ports or fixed paths.
//!
//! Nothing of it may outlive the test process, however that ends: the last one to leave is a
//! small shell, the janitor, which waits for its standard input to close.

use std::ffi::{CString, OsString};
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
const RUN_DIRECTORY: &str = "/run/pcscd";
/// pcscd must not run as root here: stopping, it would remove the system daemon's pid file.
const NOBODY: u32 = 65_534;

/// A reader.conf entry of the virtual driver, which has two slots.
pub struct Entry {
    pub friendly_name: Vec<u8>,
    pub ports: PortPair,
}

/// Two neighbouring ports, ours until the process ends.
pub struct PortPair {
    pub first: u16,
    _claim: UnixListener,
}

/// The daemon's directory, removed by the janitor.
pub struct Home {
    pub directory: PathBuf,
    // Held open for its end of file.
    _janitor: ChildStdin,
}

impl Home {
    pub fn new() -> io::Result<Home> {
        let directory = create_directory()?;
        let janitor = start_janitor(&directory)?;
        fs::create_dir(directory.join("conf"))?;
        open_to_all(&directory.join("conf"))?;
        Ok(Home {
            directory,
            _janitor: janitor,
        })
    }

    pub fn socket(&self) -> PathBuf {
        self.directory.join("pcscd.comm")
    }

    pub fn log(&self) -> PathBuf {
        self.directory.join("log")
    }

    fn pid_file(&self) -> PathBuf {
        self.directory.join("pid")
    }

    /// Writes reader.conf. The driver keeps its slots in static variables and the loader gives
    /// the same file out only once: each entry needs a copy of the driver.
    pub fn configure(&self, entries: &[Entry], more: &[u8]) -> io::Result<()> {
        let mut text = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let driver = self.directory.join(format!("vpcd-{index}.so"));
            fs::copy(DRIVER, &driver).map_err(|error| {
                io::Error::other(format!("{DRIVER} (Debian: vsmartcard-vpcd): {error}"))
            })?;
            open_to_all(&driver)?;
            let port = entry.ports.first;
            text.extend(b"FRIENDLYNAME \"");
            text.extend(&entry.friendly_name);
            // The driver reads the port from DEVICENAME; CHANNELID says the same.
            writeln!(
                text,
                "\"\nDEVICENAME /dev/null:0x{port:04X}\nCHANNELID 0x{port:04X}"
            )?;
            writeln!(text, "LIBPATH {}\n", driver.display())?;
        }
        text.extend(more);
        let file = self.directory.join("conf/reader.conf");
        fs::write(&file, text)?;
        open_to_all(&file)
    }

    /// Starts the daemon the way systemd would: with a listening socket as descriptor 3.
    ///
    /// Nobody else holds that socket, so connecting is refused as soon as the daemon is dead.
    pub fn start(&self, arguments: &[String]) -> io::Result<Child> {
        self.forget()?;
        let listener = OwnedFd::from(UnixListener::bind(self.socket())?);
        let log = File::options().create(true).append(true).open(self.log())?;
        // `$$` stays the process id through every exec: of the shell, setpriv and pcscd.
        const SCRIPT: &str = "exec 3<&0 </dev/null; echo $$ >\"$0\" || exit
            export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$@\"";
        Command::new("sh")
            .args(["-c", SCRIPT])
            .arg(self.pid_file())
            .args(prepare_user()?)
            .args(["pcscd", "--foreground", "--info", "--apdu", "--config"])
            .arg(self.directory.join("conf"))
            .args(arguments)
            .env("PATH", path_with_sbin())
            // A Ctrl-C in the terminal is for the tests; the janitor sees to the rest.
            .process_group(0)
            .stdin(listener)
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
    }

    /// After the daemon's end: its process id may soon be another's, and its socket is dead.
    pub fn forget(&self) -> io::Result<()> {
        for file in [self.pid_file(), self.socket()] {
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Short, because a socket's path holds 107 bytes; and of characters that reader.conf takes
/// outside quotes, because there it keeps quotes as part of the path.
fn create_directory() -> io::Result<PathBuf> {
    let pid = std::process::id();
    for attempt in 0..100 {
        let directory = std::env::temp_dir().join(format!("scardssp-rig-{pid}-{attempt}"));
        match fs::create_dir(&directory) {
            Ok(()) => {
                open_to_all(&directory)?;
                return Ok(directory);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("no free name for a scratch directory"))
}

/// Drops and exit handlers do not run when a test process is killed, and statics are never
/// dropped at all. The end of file on a pipe always comes.
fn start_janitor(directory: &Path) -> io::Result<ChildStdin> {
    const SCRIPT: &str = "while read -r _; do :; done
        kill -KILL $(cat \"$0/pid\"); rm -rf -- \"$0\"";
    let mut janitor = Command::new("sh")
        .args(["-c", SCRIPT])
        .arg(directory)
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    janitor
        .stdin
        .take()
        .ok_or_else(|| io::Error::other("the janitor has no input"))
}

/// What to put before `pcscd`, so that it is not root and finds its run directory.
fn prepare_user() -> io::Result<Vec<String>> {
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    if is_root()? {
        // pcscd does not start without this directory; the system's own daemon makes it likewise.
        match fs::create_dir(RUN_DIRECTORY) {
            Ok(()) => open_to_all(Path::new(RUN_DIRECTORY))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let line = format!("setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups --");
        return Ok(words(&line));
    }
    if Path::new(RUN_DIRECTORY).is_dir() {
        return Ok(Vec::new());
    }
    // A plain user cannot make it, except in a file system of one's own.
    let mut prefix = words("unshare --user --map-root-user --mount -- sh -c");
    prefix.push("mount -t tmpfs tmpfs /run && mkdir /run/pcscd && exec \"$@\"".to_owned());
    prefix.push("sh".to_owned());
    Ok(prefix)
}

fn is_root() -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata("/proc/self")?.uid() == 0)
}

fn path_with_sbin() -> OsString {
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":/usr/sbin:/sbin");
    path
}

/// The daemon is another user, and our umask may be strict.
pub fn open_to_all(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o755))
}

/// The shell's own `kill`: the standard library has only SIGKILL. The child has not been waited
/// for, so its number is still its own.
pub fn signal(child: &Child, name: &str) {
    let command = format!("kill -{name} {}", child.id());
    let status = Command::new("sh")
        .args(["-c", &command])
        .status()
        .expect("running a shell");
    assert!(status.success(), "{command}: {status}");
}

/// One letter, as ps shows it.
pub fn process_state(child: &Child) -> Option<char> {
    let text = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    text.rsplit_once(") ")?.1.chars().next()
}

/// A directory in which the daemon may write.
pub fn give_to_daemon(directory: &Path) -> io::Result<()> {
    open_to_all(directory)?;
    if is_root()? {
        std::os::unix::fs::chown(directory, Some(NOBODY), Some(NOBODY))?;
    }
    Ok(())
}

/// Finds two neighbouring free ports, below the range from which the kernel takes ports for
/// outgoing connections. pcscd binds them later: until then an abstract socket named after the
/// port keeps other test processes off, and it vanishes with this process.
pub fn claim_ports() -> io::Result<PortPair> {
    const FIRST: u32 = 20_000;
    const PAIRS: u32 = 6_000;
    let start = std::process::id().wrapping_mul(16);
    for offset in 0..PAIRS {
        let first = FIRST + 2 * (start.wrapping_add(offset) % PAIRS);
        let first = u16::try_from(first).map_err(io::Error::other)?;
        let name = SocketAddr::from_abstract_name(format!("scardssp-rig-port-{first}"))?;
        let Ok(claim) = UnixListener::bind_addr(&name) else {
            continue;
        };
        let is_free = |port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok();
        if is_free(first) && is_free(first + 1) {
            return Ok(PortPair {
                first,
                _claim: claim,
            });
        }
    }
    Err(io::Error::other("no two neighbouring free ports"))
}

/// The names that pcscd makes from a friendly name: reader and slot number, in hexadecimal.
pub fn is_slot_of(name: &CString, friendly_name: &[u8], slot: usize) -> bool {
    let suffix = format!(" {slot:02X}");
    let name = name.as_bytes();
    name.len() == friendly_name.len() + " 00 00".len()
        && name.starts_with(friendly_name)
        && name.ends_with(suffix.as_bytes())
}
