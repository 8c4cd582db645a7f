//! The program under test.

use std::path::PathBuf;

/// That of this build, or the one that NEWSDEX_BIN names: the long forms of tests want one that is optimised.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("NEWSDEX_BIN").map_or_else(|| env!("CARGO_BIN_EXE_newsdex").into(), PathBuf::from)
}
