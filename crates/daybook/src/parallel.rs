//! The same for each of many things, on every core, in their order.
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What comes of each item, in the order of the items. A panic in one is that of the whole.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], of_one: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_beside(items, of_one, || ()).0
}

/// The same, while this thread does something else first and then helps.
pub(crate) fn map_beside<T: Sync, R: Send, F>(
    items: &[T],
    of_one: impl Fn(&T) -> R + Sync,
    first: impl FnOnce() -> F,
) -> (Vec<R>, F) {
    let n_threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        // Each takes the next item that nobody has: documents differ in length.
        while let Some((at, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            let one = of_one(item);
            found.lock().unwrap_or_else(PoisonError::into_inner).push((at, one));
        }
    };
    let done = std::thread::scope(|scope| {
        for _ in 1..n_threads.min(items.len()) {
            scope.spawn(work);
        }
        let done = first();
        work();
        done
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(at, _)| *at);
    (found.into_iter().map(|(_, one)| one).collect(), done)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_is_that_of_the_items() {
        let items: Vec<u64> = (0..500).collect();
        let slow_first = |item: &u64| {
            (0..(500 - item) * 20).fold(*item, |sum, number| std::hint::black_box(sum.wrapping_add(number)));
            item * 2
        };
        assert_eq!(super::map(&items, slow_first), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(super::map(&[] as &[u64], |item| *item), Vec::<u64>::new());
    }
}
