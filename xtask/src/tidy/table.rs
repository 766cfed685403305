//! The layer table: who may name whom, as data. ARCHITECTURE.md says the same in prose.

/// A module of the harness and how far it may see.
pub(super) struct Room {
    /// Its name directly below `harness/src/`.
    pub(super) name: &'static str,
    pub(super) reach: Reach,
    /// Why the wall stands.
    pub(super) why: &'static str,
}

/// What a room may name.
pub(super) enum Reach {
    /// Of our own modules and crates, these alone besides itself.
    Only(&'static [&'static str]),
    /// Anything but these, not even by way of another room.
    Never(&'static [&'static str]),
}

/// The rooms that have walls.
pub(super) const ROOMS: &[Room] = &[
    Room {
        name: "bayeux",
        reach: Reach::Only(&[]),
        why: "a protocol of others, which could be lifted out as it is",
    },
    Room {
        name: "check",
        reach: Reach::Never(&["target", "generate", "report", "mock", "run"]),
        why: "a check judges what was recorded, so it can be judged again without a server",
    },
    Room {
        name: "conclude",
        reach: Reach::Never(&["journal", "report", "run", "target"]),
        why: "what a run came to follows from its records, so it can be found again without a server",
    },
    Room {
        name: "evidence",
        reach: Reach::Never(&["run", "target"]),
        why: "evidence is checked without a server",
    },
    Room {
        name: "compare",
        reach: Reach::Only(&["record", "rollcall_spec"]),
        why: "two runs are compared by what their reports tell, and by nothing else",
    },
    Room {
        name: "generate",
        reach: Reach::Never(&["target", "check"]),
        why: "cases are pure and seeded, or they could not be shrunk",
    },
    Room {
        name: "journal",
        reach: Reach::Never(&["report", "run", "target"]),
        why: "a journal is judged again without a server",
    },
    Room {
        name: "lifecycle",
        reach: Reach::Only(&[]),
        why: "the model of the participant knows no api, no HTTP and no tool",
    },
    Room {
        name: "merge",
        reach: Reach::Never(&["generate", "mock", "run", "target"]),
        why: "what shards have told is put together without a server",
    },
    Room {
        name: "mock",
        reach: Reach::Only(&["bayeux", "rollcall_generated", "rollcall_spec"]),
        why: "the reference server is a second, independent reading of the documents",
    },
    Room {
        name: "record",
        reach: Reach::Only(&["rollcall_spec"]),
        why: "the words that pass between stages are the ground floor",
    },
    Room {
        name: "report",
        reach: Reach::Never(&["check", "run", "target"]),
        why: "reports listen to events, they decide nothing",
    },
];

/// A library that only some rooms may name.
pub(super) struct Wall {
    pub(super) library: &'static str,
    /// Module paths without `.rs`: `codegen/src/load` means that file and that folder.
    pub(super) only_in: &'static [&'static str],
    pub(super) why: &'static str,
}

/// The libraries that have walls.
pub(super) const WALLS: &[Wall] = &[
    Wall {
        library: "openapiv3",
        only_in: &["codegen/src/load", "codegen/src/lower", "codegen/src/normalise"],
        why: "behind lowering the model is plain data",
    },
    Wall { library: "quote", only_in: &["codegen/src/emit"], why: "tokens are made in one place" },
    Wall {
        library: "reqwest",
        only_in: &["harness/benches/speed", "harness/src/target"],
        why: "one client sends, so one place redacts and counts",
    },
    Wall {
        library: "rollcall_codegen",
        only_in: &["codegen/tests", "harness/src/document", "xtask/src", "xtask/tests"],
        why: "the rest of the harness knows the tables that it makes",
    },
    Wall {
        library: "tokio_tungstenite",
        only_in: &[
            "harness/src/mock",
            "harness/src/target",
            "harness/tests/mock/genesys_socket",
            "harness/tests/user/hostile_told",
        ],
        why: "WebSockets are the target's, or the reference server's and those of its tests",
    },
];

/// Where `async` may stand; the rest is pure, so it is tested without a network.
pub(super) const ASYNC_ROOMS: &[&str] = &[
    "harness/benches",
    "harness/src/bayeux/drive",
    "harness/src/bayeux/tests",
    "harness/src/cli",
    "harness/src/main",
    "harness/src/mock",
    "harness/src/run",
    "harness/src/selftest",
    "harness/src/target",
    "harness/tests",
];

/// A crate and the crates of ours that it may depend on.
pub(super) struct Crate {
    pub(super) folder: &'static str,
    pub(super) needs: &'static [&'static str],
}

/// Every crate of the workspace.
pub(super) const CRATES: &[Crate] = &[
    Crate { folder: "codegen", needs: &["rollcall-spec"] },
    Crate { folder: "generated", needs: &["rollcall-spec"] },
    Crate {
        folder: "harness",
        needs: &["rollcall-codegen", "rollcall-generated", "rollcall-spec"],
    },
    Crate { folder: "spec", needs: &[] },
    Crate { folder: "xtask", needs: &["rollcall-codegen"] },
];

/// What may stand at the top of the repository, besides dot-files and `LICENSE-*`.
pub(super) const TOP: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "clippy.toml",
    "codegen",
    "deny.toml",
    "generated",
    "harness",
    "rustfmt.toml",
    "spec",
    "xtask",
];

/// Lines that a file may have.
pub(super) const FILE_LINES: usize = 400;

/// Lines of code that a function may have; clippy.toml has the same number.
pub(super) const FUNCTION_LINES: usize = 70;
