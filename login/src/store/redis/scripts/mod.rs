//! The Lua scripts, which the server runs atomically.

use redis::{Script, ScriptInvocation};

use super::value::bytes;

/// The scripts. The server keeps them by their hash. A script that it has lost is sent again.
pub(super) struct Scripts {
    pub(super) put: Script,
    pub(super) update: Script,
    pub(super) touch: Script,
    pub(super) delete: Script,
    pub(super) delete_version: Script,
    pub(super) list: Script,
    pub(super) delete_of: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        let script = |code| Script::new(&[include_str!("common.lua"), code].concat());
        Self {
            put: script(include_str!("put.lua")),
            update: script(include_str!("update.lua")),
            touch: script(include_str!("touch.lua")),
            delete: script(include_str!("delete.lua")),
            delete_version: script(include_str!("delete_version.lua")),
            list: script(include_str!("list.lua")),
            delete_of: script(include_str!("delete_of.lua")),
        }
    }
}

/// Prepares a call of a script, with the arguments that all scripts begin with.
pub(super) fn call<'a>(script: &'a Script, prefix: &str, now: u64) -> ScriptInvocation<'a> {
    let mut call = script.prepare_invoke();
    call.arg(&bytes(now)).arg(prefix);
    call
}
