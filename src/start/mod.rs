//! Where a run starts: finding `feedcard.yaml`, and `feedcard init`, which recognises other generators.
