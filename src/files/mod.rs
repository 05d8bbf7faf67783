//! Reads and writes what artists' tools read and write.
