//! Tuples of all lengths.

/// Hands `$callback!` the elements of each tuple up to a length, as `(Type variable index)`.
macro_rules! for_each_tuple {
    ($callback:ident up to 12) => {
        $crate::typed::tuple::for_each_tuple! { @ $callback [] [
            (A a 0) (B b 1) (C c 2) (D d 3) (E e 4) (F f 5) (G g 6) (H h 7) (I i 8) (J j 9) (K k 10) (L l 11)
        ] }
    };
    ($callback:ident) => {
        $crate::typed::tuple::for_each_tuple! { @ $callback [] [
            (A a 0) (B b 1) (C c 2) (D d 3) (E e 4) (F f 5) (G g 6) (H h 7) (I i 8) (J j 9) (K k 10) (L l 11)
            (M m 12) (N n 13) (O o 14) (P p 15) (Q q 16) (R r 17) (S s 18) (T t 19) (U u 20) (V v 21) (W w 22) (X x 23)
        ] }
    };
    (@ $callback:ident [$($done:tt)*] []) => { $callback! { $($done)* } };
    (@ $callback:ident [$($done:tt)*] [$next:tt $($rest:tt)*]) => {
        $callback! { $($done)* }
        $crate::typed::tuple::for_each_tuple! { @ $callback [$($done)* $next] [$($rest)*] }
    };
}

pub(super) use for_each_tuple;
