//! From a profile as written to the card it describes: every promise the card relies on is
//! checked here.

use toml::Spanned;

use super::super::files::{Body, Content, Directory, Elementary, File, FileId, Files, MF};
use super::super::objects::{DataObject, is_constructed, is_tag};
use super::super::record::{self, Records, Structure};
use super::super::security::Secrets;
use super::super::{Contents, Limits, channels};
use super::Profile;
use super::format::{self, Fault, FileKind, Fill, Written, hex};
use crate::iso7816::Protocol;
use crate::iso7816::atr::{self, Atr};
use crate::iso7816::tlv;

const MOST_FILES: usize = 1024;
const MOST_OBJECTS: usize = 256;
const DEEPEST: usize = 8;

/// The largest file.
const LARGEST_FILE: usize = 2 << 20;

/// The largest data object: PUT DATA cannot carry more.
const LARGEST_OBJECT: usize = 65535;

/// What all files and objects may have together.
const LARGEST_CARD: usize = 16 << 20;

pub(super) fn build(written: Written) -> Result<Profile, Fault> {
    let atr = answer_to_reset(written.atr, written.protocols, written.historical)?;
    let protocols = Atr::parse(&atr).map_or_else(|_| Vec::new(), |atr| atr.protocols());

    let limits = written
        .limits
        .unwrap_or_else(|| Spanned::new(0..0, format::Limits::default()));
    let mut builder = Builder {
        room: LARGEST_CARD,
        contents: Contents {
            files: Files::new(),
            secrets: Secrets::default(),
            objects: Vec::new(),
            limits: at(limits, check_limits)?,
        },
    };
    // Secrets belong to DFs and files name secrets, so: DFs, secrets, then everything else.
    let (dfs, efs): (Vec<_>, Vec<_>) = written
        .file
        .into_iter()
        .partition(|file| file.get_ref().kind == FileKind::Df);
    for df in dfs {
        at(df, |df| builder.directory(df))?;
    }
    for pin in written.pin {
        at(pin, |pin| builder.pin(pin))?;
    }
    for key in written.key {
        at(key, |key| builder.key(key))?;
    }
    for ef in efs {
        at(ef, |ef| builder.elementary(ef))?;
    }
    for object in written.object {
        at(object, |object| builder.object(object))?;
    }
    Ok(Profile {
        atr,
        protocols,
        ejects: written.eject,
        contents: builder.contents,
    })
}

/// Works on a piece of the profile; what is wrong with it is wrong where it stands.
fn at<T, R>(piece: Spanned<T>, work: impl FnOnce(T) -> Result<R, String>) -> Result<R, Fault> {
    let at = Some(piece.span().start);
    work(piece.into_inner()).map_err(|reason| Fault { at, reason })
}

fn answer_to_reset(
    whole: Option<Spanned<String>>,
    protocols: Option<Spanned<Vec<String>>>,
    historical: Option<Spanned<String>>,
) -> Result<Vec<u8>, Fault> {
    if let Some(whole) = whole {
        let alone = protocols.is_none() && historical.is_none();
        return at(whole, |whole| {
            if !alone {
                return Err("atr says it all: leave out protocols and historical".to_owned());
            }
            let bytes = hex(&whole)?;
            let atr = Atr::parse(&bytes).map_err(|error| error.to_string())?;
            match atr.default_protocol() {
                Some(_) => Ok(bytes),
                None => Err("the ATR offers neither T=0 nor T=1".to_owned()),
            }
        });
    }
    let protocols = protocols.map(|names| at(names, |names| offered(&names)));
    let historical = historical.map(|digits| at(digits, |digits| historical_bytes(&digits)));
    let protocols = protocols.unwrap_or(Ok(vec![Protocol::T0, Protocol::T1]))?;
    Ok(atr::build(
        &protocols,
        &historical.unwrap_or(Ok(Vec::new()))?,
    ))
}

fn offered(names: &[String]) -> Result<Vec<Protocol>, String> {
    if names.is_empty() {
        return Err("a card offers at least one protocol".to_owned());
    }
    names.iter().map(|name| protocol(name)).collect()
}

fn historical_bytes(digits: &str) -> Result<Vec<u8>, String> {
    let bytes = hex(digits)?;
    if bytes.len() > atr::MOST_HISTORICAL {
        return Err("there are at most 15 historical bytes".to_owned());
    }
    Ok(bytes)
}

fn protocol(name: &str) -> Result<Protocol, String> {
    match name {
        "T=0" => Ok(Protocol::T0),
        "T=1" => Ok(Protocol::T1),
        _ => Err(format!(
            "{name:?} is not a protocol; write \"T=0\" or \"T=1\""
        )),
    }
}

fn check_limits(limits: format::Limits) -> Result<Limits, String> {
    if !(1..=channels::MOST).contains(&limits.channels) {
        return Err("channels is a number from 1 to 20".to_owned());
    }
    Ok(Limits {
        extended: limits.extended,
        chaining: limits.chaining,
        channels: limits.channels,
        max_data: limits.max_data.into(),
    })
}

/// The card so far.
pub(super) struct Builder {
    pub(super) contents: Contents,
    /// Bytes that may still be put on it.
    room: usize,
}

impl Builder {
    fn directory(&mut self, df: format::File) -> Result<(), String> {
        let stray = df.sfi.is_some()
            || df.read.is_some()
            || df.update.is_some()
            || df.has_content()
            || df.has_records();
        if stray {
            return Err(format!(
                "{} is a DF: it has only an aid and a label",
                df.path
            ));
        }
        let directory = Directory {
            name: df.aid.as_deref().map_or(Ok(Vec::new()), hex)?,
            label: df.label,
        };
        if df.aid.is_some() && !(1..=16).contains(&directory.name.len()) {
            return Err(format!("{}: an aid has 1 to 16 bytes", df.path));
        }
        if identifiers(&df.path)? == [MF] {
            if let Some(mf) = self.contents.files.directory_mut(FileId::MF) {
                *mf = directory;
            }
            return Ok(());
        }
        self.add(&df.path, Body::Directory(directory))
    }

    fn elementary(&mut self, ef: format::File) -> Result<(), String> {
        if ef.aid.is_some() || ef.label.is_some() {
            return Err(format!("{}: only a DF has an aid or a label", ef.path));
        }
        let df = self.parent(&ef.path)?;
        if let Some(short_id) = ef.sfi {
            if !(1..=30).contains(&short_id) {
                return Err(format!("{}: sfi is a number from 1 to 30", ef.path));
            }
            if self.contents.files.by_short_id(df, short_id).is_some() {
                return Err(format!("{}: sfi {short_id} is taken in its DF", ef.path));
            }
        }
        let body = Elementary {
            short_id: ef.sfi,
            read: self.rule(ef.read.as_deref(), df)?,
            update: self.rule(ef.update.as_deref(), df)?,
            content: match structure(ef.kind) {
                Some(structure) => Content::Records(self.records(&ef, structure)?),
                None => Content::Transparent(self.transparent(&ef)?),
            },
        };
        self.add(&ef.path, Body::Elementary(body))
    }

    fn transparent(&mut self, ef: &format::File) -> Result<Vec<u8>, String> {
        if ef.has_records() {
            return Err(format!("{}: a transparent file has no records", ef.path));
        }
        let bytes = content(
            ef.hex.as_deref(),
            ef.text.as_deref(),
            ef.size,
            ef.fill,
            LARGEST_FILE,
        )
        .map_err(|reason| format!("{}: {reason}", ef.path))?;
        if bytes.is_empty() {
            return Err(format!("{}: give it a content or a size", ef.path));
        }
        self.take_room(bytes.len())?;
        Ok(bytes)
    }

    fn records(&mut self, ef: &format::File, structure: Structure) -> Result<Records, String> {
        if ef.has_content() {
            return Err(format!(
                "{}: the content of a record file is in records",
                ef.path
            ));
        }
        let written = ef.records.as_deref().unwrap_or_default();
        let count = u8::try_from(written.len()).unwrap_or(u8::MAX);
        let most = ef.max_records.unwrap_or(count);
        if count > most || !(1..=record::MOST).contains(&most) {
            return Err(format!(
                "{}: it holds 1 to 254 records, max_records at most",
                ef.path
            ));
        }
        let size = ef.record_size.filter(|&size| size > 0);
        let size = size.ok_or_else(|| format!("{}: record_size is missing", ef.path))?;

        let mut records = Records::new(structure, size, most);
        if records.room() > LARGEST_FILE {
            return Err(format!("{}: a file has at most 2 MiB", ef.path));
        }
        self.take_room(records.room())?;
        let mut numbered: Vec<_> = (1..).zip(written).collect();
        if structure == Structure::Cyclic {
            numbered.reverse(); // the first is the one added last
        }
        for (number, record) in numbered {
            let record = hex(record).map_err(|e| format!("{}, record {number}: {e}", ef.path))?;
            let added = records.append(&record);
            added.map_err(|_| format!("{}: record {number} has the wrong size", ef.path))?;
        }
        Ok(records)
    }

    fn object(&mut self, object: format::Object) -> Result<(), String> {
        let tag = object.tag;
        let named = |reason: String| format!("object {tag:04X}: {reason}");
        let objects = &self.contents.objects;
        if !is_tag(tag) {
            return Err(named(
                "ISO 7816-4 keeps this tag for other things".to_owned(),
            ));
        }
        if objects.iter().any(|other| other.tag == tag) {
            return Err(named("the tag is taken".to_owned()));
        }
        if objects.len() >= MOST_OBJECTS {
            return Err(format!("there are at most {MOST_OBJECTS} objects"));
        }
        let (hex, text) = (object.hex.as_deref(), object.text.as_deref());
        // Without fill, size is room for a longer value, not a longer value.
        let length = object.size.filter(|_| object.fill.is_some());
        let value = content(hex, text, length, object.fill, LARGEST_OBJECT).map_err(named)?;
        if is_constructed(tag) && !tlv::well_formed(&value) {
            return Err(named(
                "a constructed tag has data objects as its value".to_owned(),
            ));
        }
        let room = object.size.unwrap_or(255).max(value.len());
        if room > LARGEST_OBJECT {
            return Err(named(format!("size is at most {LARGEST_OBJECT}")));
        }
        self.take_room(room)?;
        let object = DataObject {
            tag,
            value,
            room,
            read: self.rule(object.read.as_deref(), FileId::MF)?,
            update: self.rule(object.update.as_deref(), FileId::MF)?,
        };
        self.contents.objects.push(object);
        Ok(())
    }

    fn add(&mut self, path: &str, body: Body) -> Result<(), String> {
        let parent = self.parent(path)?;
        let files = &mut self.contents.files;
        let identifier = match identifiers(path)?.last() {
            Some(&identifier) if !matches!(identifier, MF | 0 | 0x3FFF | 0xFFFF) => identifier,
            _ => {
                return Err(format!(
                    "{path}: ISO 7816-4 keeps this identifier for itself"
                ));
            }
        };
        if files.child(parent, identifier).is_some() {
            return Err(format!("{path}: the identifier is taken in its DF"));
        }
        if files.len() >= MOST_FILES {
            return Err(format!("there are at most {MOST_FILES} files"));
        }
        files.add(File {
            identifier,
            parent,
            body,
        });
        Ok(())
    }

    /// The DF that a path leads through last.
    fn parent(&self, path: &str) -> Result<FileId, String> {
        match path.rsplit_once('/') {
            Some((df, _)) => self.find_df(df),
            None => Err(format!("{path:?}: a path begins with 3F00/")),
        }
    }

    pub(super) fn find_df(&self, path: &str) -> Result<FileId, String> {
        let below_mf: Vec<u8> = match identifiers(path)?.split_first() {
            Some((&MF, rest)) => rest.iter().flat_map(|id| id.to_be_bytes()).collect(),
            _ => return Err(format!("{path:?}: a path begins with 3F00")),
        };
        let files = &self.contents.files;
        let found = files.by_path(FileId::MF, &below_mf);
        found
            .filter(|&id| files.get(id).is_ok_and(File::is_df))
            .ok_or_else(|| format!("there is no DF {path}; it stands before what is in it"))
    }

    fn take_room(&mut self, bytes: usize) -> Result<(), String> {
        let left = self.room.checked_sub(bytes);
        self.room = left.ok_or("all files and objects together have at most 16 MiB")?;
        Ok(())
    }
}

impl format::File {
    fn has_content(&self) -> bool {
        self.hex.is_some() || self.text.is_some() || self.size.is_some() || self.fill.is_some()
    }

    fn has_records(&self) -> bool {
        self.record_size.is_some() || self.records.is_some() || self.max_records.is_some()
    }
}

fn structure(kind: FileKind) -> Option<Structure> {
    match kind {
        FileKind::LinearFixed => Some(Structure::LinearFixed),
        FileKind::LinearVariable => Some(Structure::LinearVariable),
        FileKind::Cyclic => Some(Structure::Cyclic),
        FileKind::Df | FileKind::Transparent => None,
    }
}

/// The identifiers of a path such as `3F00/7F10/0001`.
fn identifiers(path: &str) -> Result<Vec<u16>, String> {
    let identifier = |text: &str| match text.len() {
        4 if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u16::from_str_radix(text, 16).ok()
        }
        _ => None,
    };
    let identifiers: Option<Vec<_>> = path.split('/').take(DEEPEST + 1).map(identifier).collect();
    match identifiers {
        Some(identifiers) if identifiers.len() <= DEEPEST => Ok(identifiers),
        _ => Err(format!(
            "{path:?} is not a path; write at most {DEEPEST} identifiers, as in 3F00/7F10/0001"
        )),
    }
}

/// The bytes given, and as many more as the size asks for.
fn content(
    digits: Option<&str>,
    text: Option<&str>,
    size: Option<usize>,
    fill: Option<Fill>,
    largest: usize,
) -> Result<Vec<u8>, String> {
    let mut bytes = match (digits, text) {
        (Some(_), Some(_)) => return Err("give it either hex or text".to_owned()),
        (Some(digits), None) => hex(digits)?,
        (None, Some(text)) => text.as_bytes().to_vec(),
        (None, None) => Vec::new(),
    };
    let size = size.unwrap_or(bytes.len());
    if size > largest || bytes.len() > largest {
        return Err(format!("it has at most {largest} bytes"));
    }
    if size < bytes.len() {
        return Err("its content is longer than its size".to_owned());
    }
    let fill = fill.unwrap_or(Fill::Zeros);
    bytes.extend((bytes.len()..size).map(|at| fill.byte(at)));
    Ok(bytes)
}
