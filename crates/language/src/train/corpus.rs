//! Reading CoNLL-U.
use crate::tagset::{Deprel, Tag, Upos};
use crate::tree::NONE;

/// A token of a treebank.
#[derive(Debug, Clone)]
pub struct GoldToken {
    /// The form.
    pub form: String,
    /// The lemma.
    pub lemma: String,
    /// The tag.
    pub tag: Tag,
    /// The part of speech.
    pub upos: Upos,
    /// FEATS as printed.
    pub feats: String,
    /// Index of the head in the sentence; `None` for the root.
    pub head: Option<usize>,
    /// The relation.
    pub deprel: Deprel,
    /// The relation as printed.
    pub relation: String,
    /// Whether a space follows.
    pub space_after: bool,
}

/// A sentence of a treebank.
#[derive(Debug, Clone, Default)]
pub struct GoldSentence {
    /// Its tokens.
    pub tokens: Vec<GoldToken>,
    /// Whether a document begins with it.
    pub starts_document: bool,
    /// Whether a paragraph begins with it.
    pub starts_paragraph: bool,
    /// `# text`.
    pub text: String,
    /// `# sent_id`.
    pub id: String,
}

impl GoldSentence {
    /// Head of a token for the oracle: the number of tokens stands for the root.
    pub(crate) fn head(&self, index: usize) -> u32 {
        self.tokens[index].head.unwrap_or(self.tokens.len()) as u32
    }

    /// The forms.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.form.as_str())
    }
}

/// The sentences of a treebank.
#[derive(Debug, Clone, Default)]
pub struct Treebank {
    /// In the order of the files.
    pub sentences: Vec<GoldSentence>,
}

impl Treebank {
    /// Adds a file in CoNLL-U. Empty nodes and the lines of multiword tokens are passed over.
    ///
    /// # Errors
    /// A line with other than ten columns, an unknown part of speech or a head outside of the sentence, by its number.
    pub fn add(&mut self, conllu: &str) -> Result<(), String> {
        let mut sentence = GoldSentence::default();
        let (mut document, mut paragraph, mut glued_until) = (false, false, None);
        for (number, line) in conllu.lines().enumerate() {
            let fail = |what: &str| format!("line {}: {what}: `{line}`", number + 1);
            if line.is_empty() {
                self.finish(std::mem::take(&mut sentence)).map_err(|what| fail(&what))?;
            } else if let Some(comment) = line.strip_prefix('#') {
                let comment = comment.trim();
                document |= comment.starts_with("newdoc");
                paragraph |= comment.starts_with("newpar");
                if let Some(text) = comment.strip_prefix("text = ") {
                    text.clone_into(&mut sentence.text);
                    sentence.starts_document = std::mem::take(&mut document);
                    sentence.starts_paragraph = std::mem::take(&mut paragraph) || sentence.starts_document;
                }
                if let Some(id) = comment.strip_prefix("sent_id = ") {
                    id.clone_into(&mut sentence.id);
                }
            } else {
                let columns: Vec<&str> = line.split('\t').collect();
                let &[id, form, lemma, upos, _, feats, head, relation, _, misc] = columns.as_slice() else {
                    return Err(fail("expected ten columns"));
                };
                let space_after = !misc.split('|').any(|one| one == "SpaceAfter=No");
                if let Some((_, last)) = id.split_once('-') {
                    glued_until = last.parse::<usize>().ok().map(|last| (last, space_after));
                    continue;
                }
                let Ok(index) = id.parse::<usize>() else { continue };
                let space_after = match glued_until {
                    Some((last, after)) if index == last => {
                        glued_until = None;
                        after
                    }
                    Some(_) => false,
                    None => space_after,
                };
                let upos = Upos::from_word(upos).ok_or_else(|| fail("unknown part of speech"))?;
                let head: usize = head.parse().map_err(|_| fail("expected a number as head"))?;
                sentence.tokens.push(GoldToken {
                    form: form.to_owned(),
                    lemma: lemma.to_owned(),
                    tag: Tag::of(upos, feats),
                    upos,
                    feats: feats.to_owned(),
                    head: head.checked_sub(1),
                    deprel: Deprel::nearest(relation),
                    relation: relation.to_owned(),
                    space_after,
                });
            }
        }
        self.finish(sentence)
    }

    fn finish(&mut self, sentence: GoldSentence) -> Result<(), String> {
        if sentence.tokens.is_empty() {
            return Ok(());
        }
        let outside = |token: &&GoldToken| token.head.is_some_and(|head| head >= sentence.tokens.len());
        if let Some(token) = sentence.tokens.iter().find(outside) {
            return Err(format!("head of `{}` outside of the sentence", token.form));
        }
        debug_assert!(sentence.tokens.len() < NONE as usize);
        self.sentences.push(sentence);
        Ok(())
    }

    /// Number of tokens.
    #[must_use]
    pub fn token_count(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.tokens.len()).sum()
    }
}
