//! Small files of every format, made for this, and pieces that have broken readers of such formats before.

pub(super) const PLAIN: &[&str] = &[
    "---\ntitle: Rebels Take Town\npublished: 2024-03-29\nsource: Radio Valley\nlanguage: en\n---\nGunmen killed at least 19 people on Friday.\n\nBy Staff Reporters\n\nThe group denied it.\n",
    "Rebels Take Town\n\nGunmen killed 19 people.\r\n\r\nADVERTISEMENT\r\n\r\n\u{feff}The group \u{201c}denied\u{201d} it.\n",
    "در حمله انتحاری در شهر کندهار ۱۱ نفر کشته شدند.\n\nВ результате взрыва в Кабуле погибли 12 человек.\n",
];

pub(super) const MARKDOWN: &[&str] = &[
    "---\npublished: 2024-03-29\n---\n# Rebels Take Town\n\nGunmen *killed* **19** people [in the town](https://example.org/a).\n\n> A quote\n> goes on\n\n- one\n  - two\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![picture](a.png \"A caption\")\n\nFoot[^1]\n\n[^1]: note\n",
    "Head\n====\n\n1. first\n2. second\n\n<div>html &amp; more</div>\n\n***\n",
];

pub(super) const PAGES: &[&str] = &[
    "<!DOCTYPE html><html lang=\"de\"><head><meta charset=\"utf-8\"><title>Anschlag auf Markt | Radio</title><meta property=\"article:published_time\" content=\"2024-03-29T10:00:00+01:00\"><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-03-29\"}</script></head><body><nav><a href=\"/\">Start</a></nav><article><h1>Anschlag auf Markt</h1><p class=\"date\">29. März 2024</p><figure><img src=\"a.png\"><figcaption>Rettungskräfte stehen am Freitag vor dem Markt in der Stadt.</figcaption></figure><p>Bei einem Anschlag auf einen Markt wurden am Freitag mindestens neunzehn Menschen getötet, wie die Behörden mitteilten.</p><p>Niemand bekannte sich zu der Tat. Die Polizei sucht nach drei Männern, die kurz zuvor gesehen worden waren.</p><ul><li>eins</li><li>zwei</li></ul><table><tr><td>Kabul</td><td>19</td></tr></table></article><div class=\"comments\">30.03.2024</div><footer>Copyright</footer></body></html>",
    "<html><body><h1>Rebels Take Town</h1><time datetime=\"2024-03-29\">Friday</time><p>Gunmen killed at least nineteen people in an attack on a market in the valley on Friday, officials said.<br><br>The group denied responsibility for the attack and accused the army of shelling the market.</p><p dir=rtl>در حمله انتحاری در شهر کندهار یازده نفر کشته شدند و سی نفر دیگر زخمی شدند.</p></body></html>",
];

pub(super) const MAIL: &[&str] = &[
    "From: Radio Valley <news@example.org>\r\nTo: a@example.org\r\nSubject: =?utf-8?Q?Rebels_Take_Town?=\r\nDate: Fri, 29 Mar 2024 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGunmen killed 19 people=2E\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+R3VubWVuIGtpbGxlZCAxOSBwZW9wbGUuPC9wPg==\r\n--x--\r\n",
    "From: a@example.org\r\nSubject: News\r\nDate: Fri, 29 Mar 2024 10:00:00 +0100\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\nGunmen killed 19 people.\r\n> quoted\r\n-- \r\nsignature\r\n",
];

pub(super) const MHTML: &[&str] = &[
    "From: <Saved by Browser>\r\nSnapshot-Content-Location: https://example.org/2024/03/29/story\r\nSubject: Rebels Take Town\r\nDate: Fri, 29 Mar 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.org/2024/03/29/story\r\n\r\n<html><body><h1>Rebels Take Town</h1><p>Gunmen killed at least nineteen people in an attack on a market in the valley on Friday, officials said.</p><p>The group denied responsibility for the attack and accused the army of shelling the market.</p></body></html>\r\n--b--\r\n",
];

pub(super) const MBOX: &[&str] = &[
    "From a@example.org Fri Mar 29 10:00:00 2024\nFrom: a@example.org\nSubject: One\nDate: Fri, 29 Mar 2024 10:00:00 +0100\n\nGunmen killed 19 people.\n>From here on\n\nFrom b@example.org Sat Mar 30 10:00:00 2024\nFrom: b@example.org\nSubject: Two\nContent-Type: text/html\n\n<p>The group denied it.</p>\n",
];

pub(super) const WARC: &[&str] = &[
    "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-03-29T10:00:00Z\r\nContent-Length: 4\r\n\r\na: b\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/2024/03/29/story\r\nWARC-Date: 2024-03-29T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:2>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 297\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><h1>Rebels Take Town</h1><p>Gunmen killed at least nineteen people in an attack on a market in the valley on Friday, officials said.</p><p>The group denied responsibility for the attack and accused the army of shelling it.</p></body></html>\r\n\r\n",
];

pub(super) const FEEDS: &[&str] = &[
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Radio Valley</title><language>en</language><item><title>Rebels Take Town</title><link>https://example.org/a</link><pubDate>Fri, 29 Mar 2024 10:00:00 +0100</pubDate><description>Gunmen killed &lt;b&gt;19&lt;/b&gt; people.</description></item><item><title>Two</title><description><![CDATA[<p>The group denied it.</p>]]></description></item></channel></rss>",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Radio</title><entry><title>Rebels</title><id>a</id><updated>2024-03-29T10:00:00Z</updated><published>2024-03-29T10:00:00Z</published><content type=\"html\">&lt;p&gt;Gunmen killed 19 people.&lt;/p&gt;</content></entry></feed>",
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Radio\",\"items\":[{\"id\":\"1\",\"title\":\"Rebels\",\"content_html\":\"<p>Gunmen killed 19 people.</p>\",\"date_published\":\"2024-03-29T10:00:00Z\"}]}",
];

pub(super) const TABLES: &[&str] = &[
    "id,date,side_a,side_b,best,place,latitude,longitude\n1,2024-03-29,Group A,Government,19,Kunduz,36.72,68.86\n2,29/03/2024,\"Group, B\",\"He said \"\"no\"\"\",0,\"Two\nlines\",,\n",
    "id;date;best\r\n1;2024-03-29;12.0\r\n2;2024-03-30;1,200\r\n",
];

pub(super) const MANIFESTS: &[&str] =
    &["path,published,source,url\na.txt,2024-03-29,\"Radio, Valley\",https://example.org/a\nb.txt,,,\n"];

pub(super) const UN_LISTS: &[&str] = &[
    "<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"2024-03-27T17:35:35.526-04:00\"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>TEST</FIRST_NAME><SECOND_NAME>PERSON</SECOND_NAME><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><LISTED_ON>2001-02-23</LISTED_ON><NAME_ORIGINAL_SCRIPT>تست</NAME_ORIGINAL_SCRIPT><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Test One; Test Two</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>EXAMPLE &amp; FRONT</FIRST_NAME><REFERENCE_NUMBER>XXe.002</REFERENCE_NUMBER><ENTITY_ALIAS/></ENTITY></ENTITIES></CONSOLIDATED_LIST>",
];

pub(super) const TEXT_PIECES: &[&str] = &[
    "---\n",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{200d}",
    "\r",
    "\n\n",
    "\t",
    "# ",
    "> ",
    "- ",
    "`",
    "```\n",
    "[",
    "](",
    "![",
    "|",
    "<",
    "&#x110000;",
    "**",
    "_",
    "published: 2024-02-30\n",
    "title: \"",
    "\u{301}",
    "İ",
    "\u{1f1e6}",
    "1.\n",
    "    ",
];

pub(super) const PAGE_PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "<div>",
    "<p",
    "<table><tr><td>",
    "</table>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&",
    "&#x110000;",
    "&#0;",
    "&nbsp;",
    "\0",
    "\u{feff}",
    "<script>",
    "<style>",
    "<svg>",
    "<math>",
    "<select>",
    "<template>",
    "<br>",
    " lang=\"",
    "<h1>",
    "<time datetime=\"",
    "<meta name=\"date\" content=\"",
    "31.02.2024",
    "99/99/9999",
    "\u{202e}",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "<?xml",
    "<a:b xmlns:a=\"",
    "{\"datePublished\":",
    "[[[[",
    "<w:p>",
    "<w:t>",
    "<text:p>",
    "<text:s text:c=\"999999999\"/>",
    "table:number-rows-repeated=\"999999999\"",
];

pub(super) const PDF_PIECES: &[&str] = &[
    "%PDF-1.7\n",
    "obj\n",
    "endobj\n",
    "stream\n",
    "endstream\n",
    "xref\n",
    "trailer\n",
    "startxref\n",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "/Length 99999999999",
    "/Kids [1 0 R]",
    "/Parent 1 0 R",
    "/Count -1",
    "/Filter /FlateDecode",
    "/Filter [/FlateDecode /FlateDecode]",
    "/Predictor 15 /Columns 999999999",
    "BT",
    "ET",
    "Tj",
    "TJ",
    "1 0 R",
    "\0",
    "/W [1 99 9]",
    "/Type /ObjStm",
    "/Encrypt 1 0 R",
    "/ToUnicode 1 0 R",
    "beginbfrange",
    "<FFFFFFFF>",
];

pub(super) const MAIL_PIECES: &[&str] = &[
    "\r\n",
    "\n\n",
    "From ",
    "--x\r\n",
    "--x--\r\n",
    "Content-Type: multipart/mixed; boundary=x\r\n",
    "Content-Type: message/rfc822\r\n\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "=?utf-8?B?",
    "?=",
    "=?",
    "boundary=\"",
    "\0",
    "charset=utf-7",
    "charset=x-none",
    "=",
    "=ZZ",
    "Date: Fri, 99 Mar 2024\r\n",
    "Subject: ",
    ">From ",
    "(((((",
    "<<<<",
    ";;;;",
    "Content-Length: 99999999999\n",
];

pub(super) const WARC_PIECES: &[&str] = &[
    "WARC/1.0\r\n",
    "WARC/9.9\r\n",
    "Content-Length: 99999999999999\r\n",
    "Content-Length: -1\r\n",
    "\r\n\r\n",
    "HTTP/1.1 200 OK\r\n",
    "Transfer-Encoding: chunked\r\n",
    "ffffffff\r\n",
    "0\r\n\r\n",
    "Content-Encoding: gzip\r\n",
    "WARC-Type: response\r\n",
    "WARC-Type: revisit\r\n",
    "\0",
    "Content-Type: text/html; charset=\r\n",
    "<html>",
];

pub(super) const TABLE_PIECES: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "2024-02-30",
    "1e308",
    "=1+1",
    "'",
    "\\",
    "\u{202e}",
    "id",
    "path",
];
