//! What static keys agree on, kept for the next message of the same two parties.
//!
//! An entry is as secret as the private key that it was made with. It is wiped with that key, when it is the one
//! that was used the longest ago and there are too many, or when the cache is turned off.

use std::cell::RefCell;
use std::collections::VecDeque;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::key_agreement::SharedSecret;

struct Entry {
    secret_key_id: u64,
    public_bytes: Vec<u8>,
    secret: Box<SharedSecret>,
}

struct Cache {
    limit: usize,
    /// The one that was used last is first.
    entries: VecDeque<Entry>,
}

thread_local! {
    static CACHE: RefCell<Cache> = const {
        RefCell::new(Cache { limit: 64, entries: VecDeque::new() })
    };
}

/// Sets how many pairs of static keys have their ECDH-1PU secret kept. 64 at first; 0 turns it off.
#[wasm_bindgen(js_name = setAgreementCacheLimit)]
pub fn set_agreement_cache_limit(limit: u32) {
    CACHE.with_borrow_mut(|cache| {
        cache.limit = limit as usize;
        cache.entries.truncate(cache.limit);
    });
}

/// Returns what a private and a public key agreed on before.
pub fn recall(secret_key_id: u64, public_bytes: &[u8]) -> Option<Box<SharedSecret>> {
    CACHE.with_borrow_mut(|cache| {
        let index = cache.entries.iter().position(|entry| {
            entry.secret_key_id == secret_key_id && entry.public_bytes == public_bytes
        })?;
        let entry = cache.entries.remove(index)?;
        let secret = entry.secret.clone();
        cache.entries.push_front(entry);
        Some(secret)
    })
}

/// Keeps what a private and a public key agree on.
pub fn remember(secret_key_id: u64, public_bytes: &[u8], secret: Box<SharedSecret>) {
    if recall(secret_key_id, public_bytes).is_some() {
        return;
    }
    CACHE.with_borrow_mut(|cache| {
        cache.entries.push_front(Entry {
            secret_key_id,
            public_bytes: public_bytes.to_vec(),
            secret,
        });
        cache.entries.truncate(cache.limit);
    });
}

/// Wipes what was made with a private key.
pub fn forget(secret_key_id: u64) {
    CACHE.with_borrow_mut(|cache| {
        cache
            .entries
            .retain(|entry| entry.secret_key_id != secret_key_id);
    });
}
