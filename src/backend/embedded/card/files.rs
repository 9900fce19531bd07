//! The file tree: the MF, DFs and EFs, and every way to find one (ISO 7816-4, 7.2).

use super::record::Records;
use super::security::Rule;
use crate::iso7816::status_word::sw;

/// Identifier of the MF.
pub(super) const MF: u16 = 0x3F00;

/// A file's place in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileId(usize);

impl FileId {
    /// The root of every tree.
    pub(super) const MF: Self = Self(0);
}

#[derive(Clone)]
pub(super) struct File {
    pub(super) identifier: u16,
    /// The DF it is in; the MF is in itself.
    pub(super) parent: FileId,
    pub(super) body: Body,
}

#[derive(Clone)]
pub(super) enum Body {
    Directory(Directory),
    Elementary(Elementary),
}

/// What a DF has besides its files.
#[derive(Clone, Default)]
pub(super) struct Directory {
    /// The DF name, often an application identifier; empty without one.
    pub(super) name: Vec<u8>,
    /// What a person would call it.
    pub(super) label: Option<String>,
}

#[derive(Clone)]
pub(super) struct Elementary {
    /// 1 to 30, unique in its DF.
    pub(super) short_id: Option<u8>,
    pub(super) read: Rule,
    pub(super) update: Rule,
    pub(super) content: Content,
}

#[derive(Clone)]
pub(super) enum Content {
    Transparent(Vec<u8>),
    Records(Records),
}

/// Which of several files with a matching name SELECT means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Occurrence {
    First,
    Last,
    Next,
    Previous,
}

/// All files, the MF first and each DF before what is in it.
#[derive(Clone)]
pub(super) struct Files(Vec<File>);

impl Files {
    /// A tree of the MF alone.
    pub(super) fn new() -> Self {
        Self(vec![File {
            identifier: MF,
            parent: FileId::MF,
            body: Body::Directory(Directory::default()),
        }])
    }

    pub(super) fn add(&mut self, file: File) -> FileId {
        self.0.push(file);
        FileId(self.0.len() - 1)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, id: FileId) -> Result<&File, u16> {
        self.0.get(id.0).ok_or(sw::FILE_NOT_FOUND)
    }

    /// An EF; a DF has no content to work on.
    pub(super) fn ef(&self, id: FileId) -> Result<&Elementary, u16> {
        match &self.get(id)?.body {
            Body::Elementary(ef) => Ok(ef),
            Body::Directory(_) => Err(sw::INCOMPATIBLE_FILE),
        }
    }

    pub(super) fn ef_mut(&mut self, id: FileId) -> Result<&mut Elementary, u16> {
        match self.0.get_mut(id.0).map(|file| &mut file.body) {
            Some(Body::Elementary(ef)) => Ok(ef),
            Some(Body::Directory(_)) => Err(sw::INCOMPATIBLE_FILE),
            None => Err(sw::FILE_NOT_FOUND),
        }
    }

    pub(super) fn directory_mut(&mut self, id: FileId) -> Option<&mut Directory> {
        match &mut self.0.get_mut(id.0)?.body {
            Body::Directory(directory) => Some(directory),
            Body::Elementary(_) => None,
        }
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = (FileId, &File)> {
        self.0
            .iter()
            .enumerate()
            .map(|(at, file)| (FileId(at), file))
    }

    /// The files right below a DF.
    pub(super) fn children(&self, df: FileId) -> impl Iterator<Item = (FileId, &File)> {
        self.all()
            .filter(move |&(id, file)| file.parent == df && id != FileId::MF)
    }

    pub(super) fn child(&self, df: FileId, identifier: u16) -> Option<FileId> {
        self.children(df)
            .find(|(_, file)| file.identifier == identifier)
            .map(|(id, _)| id)
    }

    pub(super) fn parent(&self, id: FileId) -> Option<FileId> {
        let parent = self.0.get(id.0)?.parent;
        (id != FileId::MF).then_some(parent)
    }

    /// A DF and all it is in, up to the MF.
    pub(super) fn lineage(&self, df: FileId) -> impl Iterator<Item = FileId> {
        std::iter::successors(Some(df), |&id| self.parent(id))
    }

    pub(super) fn by_short_id(&self, df: FileId, short_id: u8) -> Option<FileId> {
        self.children(df)
            .find(|(_, file)| {
                matches!(&file.body, Body::Elementary(ef) if ef.short_id == Some(short_id))
            })
            .map(|(id, _)| id)
    }

    /// Follows a path of identifiers, two bytes each, down from a DF.
    pub(super) fn by_path(&self, start: FileId, path: &[u8]) -> Option<FileId> {
        let (identifiers, []) = path.as_chunks::<2>() else {
            return None;
        };
        identifiers.iter().try_fold(start, |df, &identifier| {
            self.child(df, u16::from_be_bytes(identifier))
        })
    }

    /// Finds a DF by its name or the beginning of it; next and previous count from `current`.
    pub(super) fn by_name(
        &self,
        name: &[u8],
        occurrence: Occurrence,
        current: FileId,
    ) -> Option<FileId> {
        let mut named = self
            .all()
            .filter(|(_, file)| file.name().is_some_and(|full| full.starts_with(name)))
            .map(|(id, _)| id);
        match occurrence {
            Occurrence::First => named.next(),
            Occurrence::Last => named.next_back(),
            Occurrence::Next => named.find(|&id| id > current),
            Occurrence::Previous => named.rfind(|&id| id < current),
        }
    }
}

impl File {
    pub(super) fn is_df(&self) -> bool {
        matches!(self.body, Body::Directory(_))
    }

    /// The DF name, if it is a DF that has one.
    pub(super) fn name(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Directory(directory) if !directory.name.is_empty() => Some(&directory.name),
            _ => None,
        }
    }
}

impl Elementary {
    /// The bytes of a transparent file.
    pub(super) fn bytes(&self) -> Result<&[u8], u16> {
        match &self.content {
            Content::Transparent(bytes) => Ok(bytes),
            Content::Records(_) => Err(sw::INCOMPATIBLE_FILE),
        }
    }

    pub(super) fn bytes_mut(&mut self) -> Result<&mut [u8], u16> {
        match &mut self.content {
            Content::Transparent(bytes) => Ok(bytes),
            Content::Records(_) => Err(sw::INCOMPATIBLE_FILE),
        }
    }

    /// The records of a record file.
    pub(super) fn records(&self) -> Result<&Records, u16> {
        match &self.content {
            Content::Records(records) => Ok(records),
            Content::Transparent(_) => Err(sw::INCOMPATIBLE_FILE),
        }
    }

    pub(super) fn records_mut(&mut self) -> Result<&mut Records, u16> {
        match &mut self.content {
            Content::Records(records) => Ok(records),
            Content::Transparent(_) => Err(sw::INCOMPATIBLE_FILE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Profile;
    use super::*;

    fn name(occurrence: Occurrence, current: FileId) -> Option<u16> {
        let profile = Profile::builtin();
        let files = &profile.contents().files;
        let found = files.by_name(b"\xF0scard", occurrence, current)?;
        Some(files.get(found).unwrap().identifier)
    }

    #[test]
    fn part_of_a_name_finds_each_application_in_turn() {
        let second = FileId(2);
        assert_eq!(name(Occurrence::First, FileId::MF), Some(0x7F10));
        assert_eq!(name(Occurrence::Next, FileId(1)), Some(0x7F20));
        assert_eq!(name(Occurrence::Next, second), None);
        assert_eq!(name(Occurrence::Previous, second), Some(0x7F10));
        assert_eq!(name(Occurrence::Last, FileId::MF), Some(0x7F20));
    }

    #[test]
    fn the_mf_is_in_no_directory() {
        let files = Files::new();
        assert_eq!(files.parent(FileId::MF), None);
        assert_eq!(files.children(FileId::MF).count(), 0);
        assert_eq!(files.lineage(FileId::MF).count(), 1);
    }

    #[test]
    fn a_path_of_half_an_identifier_leads_nowhere() {
        assert_eq!(Files::new().by_path(FileId::MF, &[0x7F]), None);
    }
}
