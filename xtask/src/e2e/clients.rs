//! The clients, and the servers of others, as data: what is installed, by whom, and which script drives it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A published client of the API, or a server, and the script that drives it.
#[derive(Debug)]
pub(super) struct Client {
    /// Its folder below `xtask/e2e/`, and its name for `--only`.
    pub(super) name: &'static str,
    /// The api that it speaks, as `rollcall mock` calls it.
    pub(super) api: &'static str,
    /// What a reader would look for in the registry; the lock beside the script fixes everything below it.
    pub(super) package: &'static str,
    pub(super) script: &'static str,
    /// Files beside the script that decide what is installed.
    pub(super) locks: &'static [&'static str],
    pub(super) installer: Installer,
    /// What the script must notice: one that passes with any of them would pass anywhere.
    pub(super) faults: &'static [&'static str],
}

/// Who installs a client.
#[derive(Debug, Clone, Copy)]
pub(super) enum Installer {
    /// A virtual environment, filled from `requirements.txt`.
    Pip,
    /// `npm ci`.
    Npm,
}

const NPM_LOCKS: &[&str] = &["package-lock.json", "package.json"];

const LAML_FAULTS: &[&str] = &["delete-removes-nothing"];

/// What the clients of notifications must notice.
const TOLD_FAULTS: &[&str] = &[
    "removal-never-told",
    "removed-still-told",
    "told-forgets-one",
    "told-twice",
    "unsubscribe-ignored",
];

/// What the scripts of servers know to do wrong.
const PEER_FAULTS: &[&str] = &["loses-one", "tells-twice"];

/// Every client, sorted by name.
pub(super) const CLIENTS: &[Client] = &[
    Client {
        name: "node-cometd",
        api: "genesys",
        package: "cometd 9.0.0",
        script: "client.mjs",
        locks: NPM_LOCKS,
        installer: Installer::Npm,
        faults: TOLD_FAULTS,
    },
    Client {
        name: "node-laml",
        api: "signalwire",
        package: "@signalwire/compatibility-api 3.2.0",
        script: "client.mjs",
        locks: NPM_LOCKS,
        installer: Installer::Npm,
        faults: LAML_FAULTS,
    },
    Client {
        name: "node-twilio",
        api: "twilio",
        package: "twilio 6.2.0",
        script: "client.mjs",
        locks: NPM_LOCKS,
        installer: Installer::Npm,
        faults: LAML_FAULTS,
    },
    Client {
        name: "python-aiocometd",
        api: "genesys",
        package: "aiocometd-ng 0.5.6",
        script: "client.py",
        locks: &["requirements.txt"],
        installer: Installer::Pip,
        faults: TOLD_FAULTS,
    },
    Client {
        name: "python-laml",
        api: "signalwire",
        package: "signalwire 2.1.1",
        script: "client.py",
        locks: &["requirements.txt"],
        installer: Installer::Pip,
        faults: LAML_FAULTS,
    },
    Client {
        name: "python-sdk",
        api: "signalwire",
        package: "signalwire-sdk 3.0.2",
        script: "client.py",
        locks: &["requirements.txt"],
        installer: Installer::Pip,
        faults: LAML_FAULTS,
    },
    Client {
        name: "python-twilio",
        api: "twilio",
        package: "twilio 9.13.0",
        script: "client.py",
        locks: &["requirements.txt"],
        installer: Installer::Pip,
        faults: LAML_FAULTS,
    },
];

/// A published server that `rollcall listen` listens to. Its script starts both, and can do wrong on purpose.
pub(super) const PEERS: &[Client] = &[
    Client {
        name: "node-cometd-server",
        api: "genesys",
        package: "cometd-nodejs-server 1.2.1",
        script: "server.mjs",
        locks: NPM_LOCKS,
        installer: Installer::Npm,
        faults: PEER_FAULTS,
    },
    Client {
        name: "node-faye",
        api: "genesys",
        package: "faye 1.4.3",
        script: "server.mjs",
        locks: NPM_LOCKS,
        installer: Installer::Npm,
        faults: PEER_FAULTS,
    },
];

impl Client {
    /// The folder of its scripts and locks.
    pub(super) fn scripts(&self, root: &Path) -> PathBuf {
        root.join("xtask/e2e").join(self.name)
    }

    /// The program that runs the script.
    fn interpreter(&self, installed: &Path) -> PathBuf {
        match self.installer {
            Installer::Pip => python_of(installed),
            Installer::Npm => PathBuf::from("node"),
        }
    }

    /// A command that runs a script with the client that is installed there.
    pub(super) fn run(&self, installed: &Path, script: &Path) -> Command {
        let mut command = Command::new(self.interpreter(installed));
        command.arg(script).env("ROLLCALL_MODULES", installed);
        // Nothing is left behind beside the sources.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        // A proxy of the machine's has no business on the loopback.
        for proxy in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            command.env_remove(proxy);
        }
        command
    }
}

/// The Python of a virtual environment.
pub(super) fn python_of(environment: &Path) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    environment.join(folder).join("python")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository_root;

    #[test]
    fn each_client_has_its_script_and_its_package_in_its_lock() {
        for client in CLIENTS.iter().chain(PEERS) {
            let folder = client.scripts(&repository_root().unwrap());
            assert!(folder.join(client.script).is_file(), "{client:?}");
            let (name, version) = client.package.split_once(' ').unwrap();
            let lock = std::fs::read_to_string(folder.join(client.locks[0])).unwrap();
            assert!(lock.contains(name) && lock.contains(version), "{client:?}");
        }
    }
}
