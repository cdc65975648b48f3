//! Memory that is wiped: every allocation when it is freed, and the stack after every operation on secrets.

use std::alloc::System;
use std::cell::Cell;
use std::hint::black_box;

use wasm_bindgen::prelude::wasm_bindgen;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// More than any operation here uses.
const WIPED_WORDS: usize = 16 * 1024 / size_of::<u64>();

/// Runs an operation, and then wipes the stack that it used.
///
/// Whatever secret the operation returns must be on the heap.
pub fn wiping_stack<T>(operation: impl FnOnce() -> T) -> T {
    let result = run(operation);
    wipe_stack();
    result
}

/// Never inlined, so that the operation's locals are below the caller's.
#[inline(never)]
fn run<T>(operation: impl FnOnce() -> T) -> T {
    operation()
}

/// `black_box` keeps the compiler from leaving out an array that nobody reads.
#[inline(never)]
fn wipe_stack() {
    black_box(&mut [0u64; WIPED_WORDS]);
}

thread_local! {
    static LIVE_HANDLES: Cell<u32> = const { Cell::new(0) };
}

/// Part of every handle that JavaScript holds; counts it while it lives.
pub struct LiveHandle(());

impl LiveHandle {
    pub fn new() -> Self {
        LIVE_HANDLES.set(LIVE_HANDLES.get() + 1);
        Self(())
    }
}

impl Drop for LiveHandle {
    fn drop(&mut self) {
        LIVE_HANDLES.set(LIVE_HANDLES.get() - 1);
    }
}

/// The number of handles that were made and not freed.
#[wasm_bindgen(js_name = liveHandles)]
pub fn live_handles() -> u32 {
    LIVE_HANDLES.get()
}
