//! How the record is made, what is withheld, and what the numbers do not say.
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use maud::{Markup, html};

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let body = html! {
        h1 { "About this record" }
        p.lead { "Daybook reads reports and keeps what they say: who, when, where, how many, and above all who says so." }
        (method()) (figures()) (withheld()) (limits()) (operator(request)) (licences(request.lexicon.digest()))
    };
    Ok(Answer::Page(Page { title: "About".to_owned(), body }))
}

fn method() -> Markup {
    html! {
        h2 { "How it is made" }
        ol {
            li { "A report is kept as it came, under the digest of its bytes." }
            li { "Fixed rules and word lists find statements in it: happenings, times, places, figures, who is held responsible by whom, relations, quotations, judgments. No statement exists without the words that say so, and each names the rule that found it." }
            li { "Reports of one happening are put together. The single statements stay: nothing is overwritten, and statements that cannot all be right are listed as contradictions." }
            li { "Pages, tables and the backgrounder are written from that, each sentence with its source." }
        }
        p { "No language model writes or judges anything here. The same reports give the same record." }
    }
}

fn figures() -> Markup {
    html! {
        h2 { "How a figure is chosen" }
        p { "Every reported figure is shown with who said it. Lowest, best supported and highest are chosen by a published profile, " code { "daybook" } ", over independent origins: copies of one text count once, parts and running totals never stand for a total. Each chosen figure says how it came about and which statements were left out, and why." }
        h2 { "How responsibility is shown" }
        p { "Claimed, blamed, suspected, denied, established: five lines, never one “perpetrator”. A claim is a group's word, an accusation an accuser's. Only a court or an inquiry establishes." }
    }
}

fn withheld() -> Markup {
    html! {
        h2 { "What is withheld" }
        ul {
            li { "Names of private persons, in sentences, headlines, addresses and files alike: " code { "[name withheld]" } ". Shown are persons in public roles that the word list names with a source, and persons quoted with a stated post, for that statement." }
            li { "Victims are counted, not named." }
            li { "Of each report only the sentences that carry statements are shown; the report itself stays with its publisher." }
            li { "What armed groups publish is not linked." }
        }
        p { "These pages ask nothing of anybody else's server, set no cookie and keep no record of who reads what. A name that should not stand here, or a mistake: tell whoever runs this record." }
    }
}

fn limits() -> Markup {
    html! {
        h2 { "What the numbers do not say" }
        ul {
            li { "Counts follow reporting. Where nobody reports, nothing is counted; more reports need not mean more violence." }
            li { "Reports, independent origins and events are three numbers; none stands for another." }
            li { "A time or place is as exact as its sources: a month is not its first day, a province is not its middle." }
            li { "Rules make mistakes. The sentence stands beside each statement so that you can see it." }
            li { "An order of actors in a table says nothing about who did what to whom." }
        }
    }
}

fn operator(request: &Request<'_>) -> Markup {
    html! {
        h2 { "Corrections" }
        p { "What persons decided about the record, and why, is listed under " a href="/corrections" { "corrections" } "; what new reports changed under " a href="/changes" { "what changed" } "." }
        h2 { "Contact" }
        p { @match &request.operator.contact { Some(words) => (super::layout::source_words(words)), None => span.missing { "Whoever runs this record has not said how to reach them (`contact` in the configuration)." } } }
        h2 { "Conflicts of interest" }
        p { @match &request.operator.interests { Some(words) => (super::layout::source_words(words)), None => span.missing { "Whoever runs this record has stated none (`interests` in the configuration)." } } }
    }
}

fn licences(digest: &str) -> Markup {
    html! {
        h2 { "Licences" }
        p { "The program is under the Apache License 2.0 or the MIT license, at your choice. Quoted sentences belong to their publishers and are shown as short citations. The word lists name the source and licence of each entry in their own files." }
        p.note { "Word lists and places: " code { (digest.get(..16).unwrap_or(digest)) } " (first digits of their SHA-256)." }
    }
}
