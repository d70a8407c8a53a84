//! Manifest, cache, write-if-changed, prune: the only room that touches `out/`.
