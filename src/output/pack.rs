//! One pack file: how entries, their table and the seal are written and read back.
//!
//! A pack is: a first line; for each entry its head (kind, key, hash, length) and its value; the table, sorted; the number
//! of rows, the table's hash, a last line. Nothing in it is trusted: lengths are bounded, values are proved by their hashes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::digest::{Hash, hash, hex};
use crate::disk::{open_plain, plain};

/// First line of a pack; any other means another format, and not a pack.
pub(super) const MAGIC: &[u8] = b"feedcard pack 1\n";
/// Last line of a sealed pack.
const SEAL: &[u8] = b"\nsealed\n";
/// Bytes of an entry before its value: kind, key, hash of the value, length.
pub(super) const HEAD: usize = 1 + 32 + 32 + 8;
/// Bytes of a row of the table: kind, key, hash, offset of the value, length.
const ROW: usize = HEAD + 8;
/// Bytes behind the table: number of rows, hash of the table, last line.
const TRAILER: usize = 8 + 32 + SEAL.len();
/// The largest table that is read: a million entries or so.
const TABLE_LIMIT: u64 = 256 << 20;
/// The largest value that is read: a rendered body or a record is never as long.
const VALUE_LIMIT: u64 = 256 << 20;
/// Kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The result of an action, by the digest of its inputs.
    Action = 0,
    /// Bytes, by their hash.
    Object = 1,
}

pub(super) type Key = (u8, Hash);

#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    offset: u64,
    pub length: u64,
    hash: Hash,
}

/// A sealed pack.
pub(super) struct Pack {
    pub path: PathBuf,
    file: Arc<File>,
    /// Rows, sorted by kind and key.
    table: Vec<u8>,
}

/// Entries that this run appends.
pub(super) struct Part {
    pub file: Option<(Arc<File>, PathBuf)>,
    pub slots: BTreeMap<Key, Slot>,
    /// Place of the next entry.
    pub end: u64,
    /// Entries that are not in the file yet.
    pub waiting: Vec<u8>,
}

impl Pack {
    /// The pack at `path`; `None` if it is damaged.
    pub fn open(path: &Path) -> io::Result<Option<Pack>> {
        let Some(meta) = plain(path)? else {
            return Ok(None);
        };
        let mut file = open_plain(path, &meta, meta.len())?;
        let table = read_table(&mut file, meta.len());
        Ok(table.map(|table| Pack {
            path: path.to_owned(),
            file: Arc::new(file),
            table,
        }))
    }

    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.rows().map(|(key, _)| key)
    }

    pub fn rows(&self) -> impl Iterator<Item = (Key, Slot)> {
        self.table.chunks_exact(ROW).filter_map(row)
    }

    pub fn find(&self, key: &Key) -> Option<Slot> {
        let rows = self.table.as_chunks::<ROW>().0;
        let order = |row: &[u8; ROW]| (row[0], &row[1..33]).cmp(&(key.0, &key.1[..]));
        let at = rows.binary_search_by(order).ok()?;
        row(&rows[at]).map(|(_, slot)| slot)
    }

    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let slot = self.find(key)?;
        read_whole(&self.file, slot)
    }
}

/// An entry of this run.
pub(super) enum Found {
    Waiting(Vec<u8>),
    /// To be read without holding up those who append.
    InFile(Arc<File>, Slot),
}

impl Found {
    /// Its value; `None` if the file is not as it was written.
    pub fn read(self) -> Option<Vec<u8>> {
        match self {
            Found::Waiting(value) => Some(value),
            Found::InFile(file, slot) => read_whole(&file, slot),
        }
    }
}

impl Part {
    pub fn new() -> Part {
        Part {
            file: None,
            slots: BTreeMap::new(),
            end: MAGIC.len() as u64,
            waiting: Vec::new(),
        }
    }

    /// Appends `value`, whose hash the caller knows.
    pub fn put(&mut self, key: Key, value: &[u8], hash: Hash) {
        let length = value.len() as u64;
        self.waiting.push(key.0);
        self.waiting.extend_from_slice(&key.1);
        self.waiting.extend_from_slice(&hash);
        self.waiting.extend_from_slice(&length.to_le_bytes());
        self.waiting.extend_from_slice(value);
        let offset = self.end + HEAD as u64;
        self.end = offset + length;
        self.slots.insert(
            key,
            Slot {
                offset,
                length,
                hash,
            },
        );
    }

    pub fn find(&self, key: &Key) -> Option<Found> {
        let slot = *self.slots.get(key)?;
        let written = self.end - self.waiting.len() as u64;
        if slot.offset < written {
            let (file, _) = self.file.as_ref()?;
            return Some(Found::InFile(Arc::clone(file), slot));
        }
        let from = usize::try_from(slot.offset - written).ok()?;
        let length = usize::try_from(slot.length).ok()?;
        let value = self.waiting.get(from..from + length)?;
        Some(Found::Waiting(value.to_vec()))
    }

    /// Writes the waiting entries, if there is a file for them.
    pub fn flush(&mut self) -> io::Result<()> {
        let start = self.end - self.waiting.len() as u64;
        if let Some((file, _)) = &self.file {
            write_at(file, &self.waiting, start)?;
            self.waiting.clear();
        }
        Ok(())
    }
}

/// Puts the table behind the entries of the pack at `path`, and names the pack after it.
pub(super) fn seal(
    file: Arc<File>,
    path: &Path,
    slots: &BTreeMap<Key, Slot>,
    end: u64,
) -> io::Result<Pack> {
    let mut table = Vec::with_capacity(slots.len() * ROW);
    for ((kind, key), slot) in slots {
        table.push(*kind);
        table.extend_from_slice(key);
        table.extend_from_slice(&slot.hash);
        table.extend_from_slice(&slot.offset.to_le_bytes());
        table.extend_from_slice(&slot.length.to_le_bytes());
    }
    let name = hash(&table);
    let rows = (slots.len() as u64).to_le_bytes();
    write_at(&file, &[&table, &rows[..], &name, SEAL].concat(), end)?;
    let sealed = path.with_file_name(hex(&name));
    std::fs::rename(path, &sealed)?;
    Ok(Pack {
        path: sealed,
        file,
        table,
    })
}

/// Seals the pack of a run that was killed, as far as its entries are whole; `None` if there is none.
pub(super) fn recover(path: &Path) -> io::Result<Option<Pack>> {
    let Some(meta) = plain(path)? else {
        return Ok(None);
    };
    let file = File::options().read(true).write(true).open(path)?;
    let (slots, end) = scan(&file, meta.len())?;
    if slots.is_empty() {
        std::fs::remove_file(path)?;
        return Ok(None);
    }
    file.set_len(end)?;
    seal(Arc::new(file), path, &slots, end).map(Some)
}

/// Every entry of a pack without a table whose head and value are whole, and where they end.
fn scan(file: &File, total: u64) -> io::Result<(BTreeMap<Key, Slot>, u64)> {
    let mut reader = BufReader::new(file);
    let mut slots = BTreeMap::new();
    let mut first = [0; MAGIC.len()];
    let mut at = MAGIC.len() as u64;
    if total < at {
        return Ok((slots, 0));
    }
    reader.read_exact(&mut first)?;
    while first == *MAGIC && total - at >= HEAD as u64 {
        let mut head = [0; HEAD];
        reader.read_exact(&mut head)?;
        let offset = at + HEAD as u64;
        let Some((key, slot)) = head_of(&head, offset) else {
            break;
        };
        if slot.length > VALUE_LIMIT.min(total - offset) {
            break;
        }
        let skip = i64::try_from(slot.length).map_err(io::Error::other)?;
        reader.seek_relative(skip)?;
        slots.insert(key, slot);
        at = offset + slot.length;
    }
    Ok((slots, at))
}

fn read_table(file: &mut File, total: u64) -> Option<Vec<u8>> {
    let trailer_at = total.checked_sub(TRAILER as u64)?;
    let mut trailer = [0; TRAILER];
    file.seek(SeekFrom::Start(trailer_at)).ok()?;
    file.read_exact(&mut trailer).ok()?;
    let (rows, rest) = trailer.split_first_chunk()?;
    let (sum, last) = rest.split_first_chunk::<32>()?;
    let bytes = u64::from_le_bytes(*rows).checked_mul(ROW as u64)?;
    let table_at = trailer_at.checked_sub(bytes)?;
    if last != SEAL || bytes > TABLE_LIMIT {
        return None;
    }
    let mut table = vec![0; usize::try_from(bytes).ok()?];
    file.seek(SeekFrom::Start(table_at)).ok()?;
    file.read_exact(&mut table).ok()?;
    let inside = |row: &[u8]| row_fits(row, table_at);
    (hash(&table) == *sum && table.chunks_exact(ROW).all(inside)).then_some(table)
}

fn row_fits(bytes: &[u8], most: u64) -> bool {
    row(bytes).is_some_and(|(_, slot)| {
        let end = slot.offset.checked_add(slot.length);
        slot.length <= VALUE_LIMIT && end.is_some_and(|end| end <= most)
    })
}

fn row(bytes: &[u8]) -> Option<(Key, Slot)> {
    let (kind, rest) = bytes.split_first()?;
    let (key, rest) = rest.split_first_chunk()?;
    let (hash, rest) = rest.split_first_chunk()?;
    let (offset, rest) = rest.split_first_chunk()?;
    let slot = Slot {
        offset: u64::from_le_bytes(*offset),
        length: u64::from_le_bytes(rest.try_into().ok()?),
        hash: *hash,
    };
    Some(((*kind, *key), slot))
}

fn head_of(bytes: &[u8; HEAD], offset: u64) -> Option<(Key, Slot)> {
    let (kind, rest) = bytes.split_first()?;
    let (key, rest) = rest.split_first_chunk()?;
    let (hash, rest) = rest.split_first_chunk()?;
    let slot = Slot {
        offset,
        length: u64::from_le_bytes(rest.try_into().ok()?),
        hash: *hash,
    };
    (*kind <= Kind::Object as u8).then_some(((*kind, *key), slot))
}

/// The value of an entry, proved by its hash.
fn read_whole(file: &File, slot: Slot) -> Option<Vec<u8>> {
    let mut value = vec![0; usize::try_from(slot.length).ok()?];
    read_at(file, &mut value, slot.offset).ok()?;
    (hash(&value) == slot.hash).then_some(value)
}

// Reading and writing name their place: threads share the file, and on Windows a read moves its cursor too.

#[cfg(unix)]
fn read_at(file: &File, value: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, value, offset)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut value: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !value.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, value, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                value = &mut value[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => {
                bytes = &bytes[written..];
                offset += written as u64;
            }
        }
    }
    Ok(())
}
