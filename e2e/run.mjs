// The pages in a real browser, against a record made for the purpose: `npm ci && npm test` in this folder.
//
// Needs Node 20, a Chromium (CHROMIUM, else /usr/bin/chromium) and a built program (DAYBOOK, else ../target/debug/daybook). Where one of
// them is missing it says so and ends with 0: these tests are beside `cargo test`, not in it. The browser may speak to the server only.
import { chromium } from 'playwright-core';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { pseudo } from './pseudo.mjs';

const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const daybook = process.env.DAYBOOK ?? new URL('../target/debug/daybook', import.meta.url).pathname;
for (const [what, path] of [['Chromium', browserPath], ['daybook', daybook]]) {
  if (!existsSync(path)) {
    console.log(`skipped: no ${what} at ${path}`);
    process.exit(0);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'daybook-e2e-'));
const data = join(folder, 'demo', 'record');
const run = (...words) => {
  const done = spawnSync(daybook, words, { encoding: 'utf8' });
  assert.equal(done.status, 0, `daybook ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
};
run('--quiet', 'demo', '--no-serve', '--dir', join(folder, 'demo'));
// Words of another direction, and a report whose every part tries to be something else.
writeFileSync(join(folder, 'rtl.txt'), 'در حمله روز سه‌شنبه در کابل ۱۲ نفر کشته شدند. داعش خراسان مسئولیت حمله را بر عهده گرفت.\n');
run('--data', data, 'add', '--quiet', '--published', '2020-05-15', '--source', 'Gamma', join(folder, 'rtl.txt'));
writeFileSync(join(folder, 'ar.md'), `---
title: مقتل 9 أشخاص في تفجير في قندهار
source: وكالة دلتا (Delta)
language: ar
published: 2020-05-20
---
قتل 9 أشخاص في تفجير في قندهار يوم 19 مايو 2020، وفق الشرطة.
`);
run('--data', data, 'add', '--quiet', join(folder, 'ar.md'));
writeFileSync(join(folder, 'hostile.md'), `---
title: "<script>window.hit=1</script><img src=x onerror=window.hit=1> \u202Egnp.exe"
source: "Wire\\"><svg onload=window.hit=1>"
url: "javascript:window.hit=1"
published: 2020-06-01
---
Police said 7 people were killed in a bombing in <b onmouseover="window.hit=1">Kabul</b> on May 30, 2020. <iframe src="https://example.org/"></iframe>
`);
run('--data', data, 'add', '--quiet', join(folder, 'hostile.md'));

const server = spawn(daybook, ['--data', data, 'serve', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const base = await new Promise((found) => {
  let said = '';
  server.stdout.on('data', (bytes) => {
    said += bytes;
    const address = said.match(/http:\/\/[^\s/]+/);
    if (address) found(address[0]);
  });
});

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const strangers = new Set();
const problems = [];
async function page(options, use) {
  const context = await browser.newContext(options);
  await context.route('**', (route) => {
    const url = route.request().url();
    if (url.startsWith(base) || url.startsWith('data:')) return route.continue();
    strangers.add(url);
    return route.abort();
  });
  const one = await context.newPage();
  one.on('console', (message) => { if (message.type() === 'error' && !/status of 4/.test(message.text())) problems.push(message.text()); });
  one.on('dialog', (dialog) => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  try { return await use(one); } finally { await context.close(); }
}

const templates = ['/', '/g/is-k', '/g/is-k/brief', '/e/E7', '/r/R1', '/map', '/map?since=2021&until=2021&look=AF', '/p/Kabul~AF', '/p/AF', '/events',
  '/reports', '/sources', '/s/Gamma', '/changes?since=0&group=is-k', '/q?q=mosque', '/q?q=nothingatall', '/about', '/no/such/page', '/add', '/network', '/network?group=is-k', '/g/is-k/list/relations'];

const tests = [];
const test = (name, use) => tests.push([name, use]);

test('a group leads to its event, its responsibilities stand with their sentences', () => page({}, async (at) => {
  await at.goto(`${base}/`);
  await at.getByRole('link', { name: 'Islamic State – Khorasan Province', exact: true }).first().click();
  assert.match(await at.locator('h1').innerText(), /Khorasan/);
  await at.getByRole('region', { name: 'Table of events', exact: true }).getByRole('link', { name: /Moscow/ }).first().click();
  const lines = await at.locator('.five > div').filter({ has: at.locator('blockquote') }).evaluateAll((all) =>
    all.map((one) => [one.querySelector('dt').innerText, one.querySelectorAll('.who').length, one.querySelectorAll('blockquote').length]));
  const of = (label) => lines.find(([name]) => name === label);
  assert.deepEqual(of('Claimed').slice(1), [1, 1]);
  assert.deepEqual(of('Blamed').slice(1), [2, 2], 'two are blamed, by two speakers');
}));

test('a citation leads to the statement in its report, and a permalink too', () => page({}, async (at) => {
  await at.goto(`${base}/g/is-k`);
  const link = at.locator('figure.cite figcaption a').first();
  await link.click();
  await at.waitForURL(/\/r\/R\d+#s-/);
  // A long report is still being laid out when its address is there.
  await at.locator(':target').waitFor();
  assert.equal(await at.locator(':target').count(), 1, at.url());
  const permalink = await at.locator('a[href^="/c/"]').first().getAttribute('href');
  await at.goto(base + permalink);
  assert.match(at.url(), /\/r\/R\d+#s-/);
  assert.equal(await at.locator(':target').count(), 1);
}));

test('search finds other spellings and other scripts', () => page({}, async (at) => {
  await at.goto(`${base}/`);
  await at.getByRole('searchbox').first().fill('Qandahar');
  await at.keyboard.press('Enter');
  await at.waitForURL(/\/q\?q=Qandahar/);
  assert.ok((await at.locator('figure.cite').count()) > 0);
  assert.match(await at.locator('main').innerText(), /also as/);
  await at.goto(`${base}/q?q=${encodeURIComponent('داعش خراسان')}`);
  assert.equal(await at.locator('.notice a[href="/g/is-k"]').count(), 1);
}));

test('the map is gone through by period with the keyboard alone', () => page({}, async (at) => {
  await at.goto(`${base}/map`);
  const bar = at.locator('.scrubber a[aria-label^="2021:"]');
  await bar.focus();
  await at.keyboard.press('Enter');
  await at.waitForURL(/since=2021&until=2021/);
  assert.match(await at.locator('main p').first().innerText(), /between 1 January 2021/);
  await at.getByRole('link', { name: '‹ Earlier' }).click();
  await at.waitForURL(/since=2020&until=2020/);
  assert.ok((await at.locator('#places ~ .wide tbody tr, section:has(#places) tbody tr').count()) > 0, 'the same as a table');
}));

test('the network is gone through by names, years and lines, and each line has its sentence', () => page({}, async (at) => {
  await at.goto(`${base}/g/is-k`);
  await at.getByRole('link', { name: /The network around it/ }).click();
  await at.waitForURL(/network\?group=is-k/);
  const edge = at.locator('figure.chart svg a[href*="#r-"]').first();
  await edge.focus();
  await at.keyboard.press('Enter');
  assert.ok((await at.locator('tr:target figure.cite').count()) > 0, at.url());
  await at.locator('figure.chart svg a[aria-label="Taliban"]').first().focus();
  await at.keyboard.press('Enter');
  await at.waitForURL(/group=taliban/i);
  await at.getByRole('navigation', { name: 'Year' }).getByRole('link', { name: /^20/ }).last().click();
  await at.waitForURL(/year=20/);
}));

test('lists can be taken away', () => page({ acceptDownloads: true }, async (at) => {
  await at.goto(`${base}/events?group=is-k`);
  const [file] = await Promise.all([at.waitForEvent('download'), at.getByRole('link', { name: 'This list as CSV' }).click()]);
  const rows = readFileSync(await file.path(), 'utf8').split('\n');
  assert.match(rows[0], /permalink/);
  assert.ok(rows.length > 10);
}));

test('words of a right-to-left script run from the right, the page around them from the left', () => page({}, async (at) => {
  await at.goto(`${base}/q?q=${encodeURIComponent('کابل')}`);
  const quote = at.locator('blockquote').filter({ hasText: 'کابل' }).first();
  assert.equal(await quote.evaluate((one) => getComputedStyle(one).direction), 'rtl');
  assert.equal(await at.locator('body').evaluate((one) => getComputedStyle(one).direction), 'ltr');
}));

test('a report in Arabic says its language and keeps its direction in lists, quotations and headings', () => page({}, async (at) => {
  const stands = async (locator) => locator.evaluate((one) => [one.lang, getComputedStyle(one).direction]);
  await at.goto(`${base}/reports`);
  const link = at.getByRole('link', { name: /قندهار/ });
  assert.deepEqual(await stands(link.locator('bdi')), ['ar', 'rtl']);
  // The day after the outlet stays behind it, although the outlet's name ends in Latin letters and a bracket.
  const line = at.locator('ul.reports > li').filter({ has: link }).locator('.by');
  const [outlet, day] = await line.evaluate((one) => [one.querySelector('bdi'), one.querySelector('time')].map((part) => part.getBoundingClientRect().left));
  assert.ok(outlet < day, 'the outlet, then the day');
  await link.click();
  assert.deepEqual(await stands(at.locator('h1 bdi')), ['ar', 'rtl']);
  assert.deepEqual(await stands(at.locator('blockquote').first()), ['ar', 'rtl']);
  assert.equal(await at.locator('main').evaluate((one) => getComputedStyle(one).direction), 'ltr');
}));

// Countries are our own words, from our own list; these are words of sources and of the lexicon.
const theirs = ['Kabul', 'Khorasan', 'Taliban', 'Daybook demo', 'Nangarhar', 'Haqqani', 'Kunduz', 'Moscow', 'Gamma', 'Delta'];
for (const width of [1280, 390]) {
  test(`in a longer language from the right, ${width} px wide, pages turn round and words of sources do not`, () => page({ viewport: { width, height: 900 }, bypassCSP: true }, async (at) => {
    const count = () => at.evaluate((words) => words.map((word) => document.body.textContent.split(word).length - 1), theirs);
    // A backgrounder is a document in English, whatever the pages are in.
    for (const path of templates.filter((path) => !path.endsWith('/brief'))) {
      await at.goto(base + path);
      const before = await count();
      await at.evaluate(pseudo);
      assert.deepEqual(await count(), before, `${path}: words of a source that are not kept apart`);
      const { wide, name, heading, drawn } = await at.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        name: document.querySelector('.name').getBoundingClientRect(),
        heading: getComputedStyle(document.querySelector('h1')).direction,
        drawn: [...document.querySelectorAll('svg')].every((one) => getComputedStyle(one).direction === 'ltr'),
      }));
      assert.ok(wide <= width, `${path}: ${wide} px`);
      assert.ok(name.right > width / 2 && name.right <= width, `${path}: the name stands at the right`);
      assert.equal(heading, 'rtl', path);
      assert.ok(drawn, `${path}: drawings are not turned`);
      const english = at.locator('blockquote').filter({ hasText: /^[A-Za-z]/ });
      if (await english.count()) assert.equal(await english.first().evaluate((one) => getComputedStyle(one).direction), 'ltr', path);
    }
  }));
}

test('nothing needs a script', () => page({ javaScriptEnabled: false }, async (at) => {
  for (const path of ['/', '/g/is-k', '/map?since=2021&until=2021', '/e/E7', '/r/R1']) {
    const answer = await at.goto(base + path);
    assert.equal(answer.status(), 200, path);
    assert.ok(!(await answer.text()).replace('<script src="/keys.js?', '').includes('<script'), path);
    assert.equal(await at.getByRole('button', { name: 'Keys' }).count(), 0, 'nothing is offered that does not work');
  }
}));

const article = `The Islamic State-Khorasan claimed a suicide bombing at a mosque in Kunduz on October 8, 2021, in which at least 46 people were killed.
The Taliban blamed a foreign intelligence service for it. "We will find them," a spokesman said.
`;

test('a report is added on the page without a script, and its first event opens', () => page({ javaScriptEnabled: false }, async (at) => {
  await at.goto(`${base}/`);
  await at.getByRole('link', { name: 'Add', exact: true }).click();
  await at.getByLabel('Text', { exact: true }).fill(article);
  await at.getByLabel('Published on').fill('2021-10-09');
  await at.getByLabel('Outlet').fill('Delta Wire');
  await at.getByLabel('Headline').fill('Bombing in Kunduz');
  await at.getByLabel(/This is open reporting/).check();
  await at.getByRole('button', { name: 'Add to the record' }).click();
  await at.waitForURL(/\/add\/[0-9a-f]{32}$/);
  // Work that takes longer than the answer waits is looked at again by the page itself.
  await at.getByRole('heading', { name: 'Added', exact: true }).waitFor();
  await at.getByRole('link', { name: /^Attack in Kunduz/ }).click();
  assert.match(await at.locator('h1').innerText(), /Kunduz/);
}));

test('files are dropped on the field, and one that cannot be read does not stop the others', () => page({}, async (at) => {
  await at.goto(`${base}/add`);
  await at.getByLabel('or files').setInputFiles([
    { name: 'herat.md', mimeType: 'text/markdown', buffer: Buffer.from('---\npublished: 2022-02-03\nsource: Delta Wire\n---\nAt least 7 people were killed in a bombing in Herat on February 1, 2022, police said.\n') },
    { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 1]) },
  ]);
  await at.getByLabel(/This is open reporting/).check();
  await at.getByRole('button', { name: 'Add to the record' }).click();
  await at.getByRole('heading', { name: 'Added in part' }).waitFor();
  assert.match(await at.locator('main').innerText(), /picture\.png/);
  await at.getByRole('link', { name: 'herat.md' }).click();
  assert.match(await at.locator('main').innerText(), /Delta Wire/);
}));

test('a wrong form says what is wrong beside the field, and keeps what was typed', () => page({}, async (at) => {
  await at.goto(`${base}/add`);
  await at.locator('form.add').evaluate((form) => { form.noValidate = true; });
  await at.getByLabel('Address of the page').fill('example.org');
  await at.getByRole('button', { name: 'Add to the record' }).click();
  await at.getByRole('alert').getByText('Nothing was added').waitFor();
  const field = at.getByLabel('Address of the page');
  assert.equal(await field.inputValue(), 'example.org');
  const about = (await field.getAttribute('aria-describedby')).split(' ').pop();
  assert.match(await at.locator(`#${about}`).innerText(), /no address of a page/);
}));

test('a page of another site cannot add', () => page({ bypassCSP: true }, async (at) => {
  const before = await (await at.goto(`${base}/readyz`)).text();
  const origin = 'http://elsewhere.example';
  await at.context().route(`${origin}/**`, (route) => route.fulfill({ contentType: 'text/html', body: `<form action="${base}/add" method="post" enctype="multipart/form-data"><input name="key" value="0"><input name="open" value="yes"><input name="text" value="A lie."><button>Win</button></form>` }));
  await at.goto(`${origin}/`);
  const [answer] = await Promise.all([at.waitForResponse(`${base}/add`), at.getByRole('button', { name: 'Win' }).click()]);
  assert.equal(answer.status(), 403);
  assert.equal(await (await at.goto(`${base}/readyz`)).text(), before);
}));

test('lists are gone through by keys, on a Latin layout and on a Persian one', () => page({}, async (at) => {
  const here = () => at.evaluate(() => document.activeElement.getAttribute('href'));
  await at.goto(`${base}/reports`);
  const links = await at.locator('ul.reports > li > a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  for (const expected of links.slice(0, 3)) {
    await at.keyboard.press('j');
    assert.equal(await here(), expected);
  }
  await at.keyboard.press('k');
  assert.equal(await here(), links[1]);
  // The same places of the keyboard give other letters in another script: ن is where K is in Latin, ت where J is.
  const persian = (code, key) => at.evaluate(([code, key]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true })), [code, key]);
  await persian('KeyJ', 'ت');
  assert.equal(await here(), links[2]);
  await persian('KeyK', 'ن');
  assert.equal(await here(), links[1]);
  await at.keyboard.press('Enter');
  await at.waitForURL(base + links[1]);
}));

test('keys search, list themselves, can be switched off, and leave fields alone', () => page({}, async (at) => {
  await at.goto(`${base}/reports`);
  await at.keyboard.press('/');
  const field = at.getByRole('searchbox').first();
  await at.keyboard.type('j?k/');
  assert.equal(await field.inputValue(), 'j?k/', 'in a field keys are letters');
  await at.keyboard.press('Escape');
  await at.keyboard.press('?');
  const list = at.getByRole('dialog', { name: 'Keys' });
  await list.waitFor();
  await at.keyboard.press('j');
  assert.equal(await at.evaluate(() => Boolean(document.activeElement.closest('dialog'))), true, 'the page behind it stays where it is');
  await list.getByLabel(/Use these keys/).uncheck();
  await at.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  await at.reload();
  await at.keyboard.press('j');
  assert.equal(await at.evaluate(() => document.activeElement.tagName), 'BODY', 'switched off, also on the next page');
  await at.getByRole('button', { name: 'Keys' }).click();
  await list.getByLabel(/Use these keys/).check();
  await at.keyboard.press('Escape');
  await at.goto(`${base}/map?since=2021&until=2021`);
  await at.keyboard.press('p');
  await at.waitForURL(/since=2020&until=2020/);
}));

test('hostile words stay words', () => page({}, async (at) => {
  await at.goto(`${base}/reports`);
  await at.getByRole('link', { name: /window\.hit/ }).first().click();
  for (const path of [at.url(), `${base}/sources`, `${base}/q?q=bombing`, `${base}/events`, `${base}/q?q=${encodeURIComponent('"><script>window.hit=1</script>')}`]) {
    await at.goto(path);
    assert.equal(await at.evaluate(() => window.hit), undefined, path);
    assert.equal(await at.locator('main script, main iframe, main img, main a[href^="javascript:"]').count(), 0, path);
  }
}));

test('a phone shows every page without sideways scrolling', () => page({ viewport: { width: 390, height: 800 } }, async (at) => {
  for (const path of templates) {
    await at.goto(base + path);
    assert.ok((await at.evaluate(() => document.documentElement.scrollWidth)) <= 390, path);
  }
}));

const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
for (const colorScheme of ['light', 'dark']) {
  test(`every template is accessible, ${colorScheme}`, () => page({ colorScheme, bypassCSP: true }, async (at) => {
    const found = [];
    for (const path of templates) {
      await at.goto(base + path);
      await at.evaluate(axe);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const result = await at.evaluate((runOnly) => window.axe.run(document, { runOnly }), tags);
      for (const one of result.violations) found.push(`${path}: ${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)}`);
    }
    await at.goto(`${base}/add`);
    await at.locator('form.add').evaluate((form) => { form.noValidate = true; form.requestSubmit(); });
    await at.getByRole('alert').waitFor();
    await at.keyboard.press('?');
    await at.evaluate(axe);
    const result = await at.evaluate(() => window.axe.run(document));
    for (const one of result.violations) found.push(`a wrong form, with the list of keys: ${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
    assert.deepEqual(found, []);
  }));
}

test('nothing is asked of anybody else', async () => {
  assert.deepEqual([...strangers], []);
  assert.deepEqual(problems, []);
});

let failed = 0;
for (const [name, use] of tests) {
  try {
    await use();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
}
await browser.close();
server.kill();
rmSync(folder, { recursive: true, force: true });
console.log(`${tests.length - failed} of ${tests.length} passed`);
process.exit(failed ? 1 : 0);
