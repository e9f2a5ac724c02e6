//! A lock that survives `fork`.
//!
//! A child process can inherit a lock that another thread of its parent held, and no thread is left to release it. So the
//! lock records the process of its holder. A child takes such a lock over with a new value, for the old one may be half
//! written. The old value is leaked, because references into it are still in use.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU32, Ordering};

const FREE: u32 = 0;

/// A value that one thread uses at a time.
#[derive(Debug)]
pub struct ForkLock<T> {
    /// The process whose thread holds the lock.
    holder: AtomicU32,
    value: UnsafeCell<T>,
}

// SAFETY: one thread at a time has access to the value.
unsafe impl<T: Send> Sync for ForkLock<T> {}

impl<T: Default> ForkLock<T> {
    /// Creates a lock that is free.
    pub const fn new(value: T) -> Self {
        Self { holder: AtomicU32::new(FREE), value: UnsafeCell::new(value) }
    }

    /// Takes the lock, unless another thread of this process has it.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        let process = std::process::id();
        let holder = match self.holder.compare_exchange(FREE, process, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => return Some(Guard { lock: self }),
            Err(holder) => holder,
        };
        let is_stale = holder != process && holder != FREE;
        if !is_stale
            || self.holder.compare_exchange(holder, process, Ordering::Acquire, Ordering::Relaxed).is_err()
        {
            return None;
        }
        let mut guard = Guard { lock: self };
        std::mem::forget(std::mem::take(&mut *guard));
        Some(guard)
    }

    /// Takes the lock when other threads have released it. It is for short work: waiting threads spin.
    pub fn lock(&self) -> Guard<'_, T> {
        loop {
            if let Some(guard) = self.try_lock() {
                return guard;
            }
            std::thread::yield_now();
        }
    }
}

/// The value of a lock that is held.
#[derive(Debug)]
pub struct Guard<'a, T> {
    lock: &'a ForkLock<T>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this guard is the only one.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: this guard is the only one.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        self.lock.holder.store(FREE, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::ForkLock;
    use std::sync::atomic::Ordering;

    #[test]
    fn a_lock_that_is_held_is_refused() {
        let lock = ForkLock::new(1);
        let held = lock.try_lock();
        assert!(held.is_some());
        assert!(lock.try_lock().is_none());
        drop(held);
        assert!(lock.try_lock().is_some());
    }

    #[test]
    fn a_lock_that_another_process_holds_is_taken_over_with_a_new_value() {
        let lock = ForkLock::new(1);
        lock.holder.store(std::process::id().wrapping_add(1), Ordering::Relaxed);
        assert_eq!(lock.try_lock().map(|value| *value), Some(0));
        assert_eq!(*lock.lock(), 0);
    }
}
