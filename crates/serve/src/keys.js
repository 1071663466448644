// Keys for who reads much. Every page is whole without this file: it moves the focus, follows links that are there, and opens one list of keys.
//
// Keys act by the letter that is printed on a Latin keyboard, and by their place where the layout is of another script, so that they are the
// same with Arabic, Persian, Pashto or Cyrillic layouts. They never act in a field, with a modifier, or once switched off.
// Types are in comments and checked by `npm run types` in `e2e/`; there is nothing to build.
'use strict';

(() => {
  /** What can be gone through: rows, lines of lists, citations; the first link or folding line of each takes the focus. */
  const ITEMS = 'main tbody tr, main ul.reports > li, main ul.changes > li, main ul.statements > li, main figure.cite, main details.dispute, main .sentence';
  const STOPS = 'a[href], summary';
  const OFF = 'daybook-keys-off';

  /** @type {[string, string][]} */
  const KEYS = [
    ['j', 'Next in the list'],
    ['k', 'Before it'],
    ['o', 'Open it (as Enter does)'],
    ['/', 'Search'],
    ['n', 'Next page of a list, or period of a map'],
    ['p', 'Previous page or period'],
    ['?', 'This list'],
    ['Esc', 'Close it, or leave a field'],
  ];

  /** @returns {boolean} */
  const isOff = () => {
    try { return localStorage.getItem(OFF) === 'yes'; } catch { return false; }
  };

  /** @param {boolean} off */
  const setOff = (off) => {
    // Where nothing may be kept, the switch holds for this page's life only, and the list of keys can still be opened by its button.
    try { if (off) localStorage.setItem(OFF, 'yes'); else localStorage.removeItem(OFF); } catch { /* nothing is kept */ }
    isSwitchedOff = off;
  };

  let isSwitchedOff = isOff();

  /**
   * The key's letter: as typed where it is of the Latin script, by its place elsewhere.
   * @param {KeyboardEvent} event
   * @returns {string}
   */
  const letter = (event) => {
    if (event.key === '?' || event.key === '/' || event.key === 'Escape' || /^[a-z]$/.test(event.key)) return event.key;
    if (event.code === 'Slash') return event.shiftKey ? '?' : '/';
    const place = /^Key([A-Z])$/.exec(event.code);
    return place && /[^\u0000-\u024f]/.test(event.key) ? place[1].toLowerCase() : '';
  };

  /** @param {EventTarget | null} target */
  const isField = (target) => target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

  /** @returns {HTMLElement[]} */
  const stops = () => {
    /** @type {HTMLElement[]} */
    const found = [];
    for (const item of document.querySelectorAll(ITEMS)) {
      const stop = item.querySelector(STOPS);
      // What is folded away or printed only is passed over; a citation within a row is a part of it.
      if (stop instanceof HTMLElement && stop.checkVisibility() && !found.includes(stop)) found.push(stop);
    }
    return found;
  };

  /** @param {1 | -1} by */
  const step = (by) => {
    const all = stops();
    if (!all.length) return;
    const here = document.activeElement;
    let at = all.findIndex((stop) => stop === here);
    if (at < 0) {
      // From where the reader is: behind the focused element, else from the top of the window.
      const isAfter = (/** @type {HTMLElement} */ stop) => here && here !== document.body
        ? Boolean(here.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING)
        : stop.getBoundingClientRect().top >= 0;
      const next = all.findIndex(isAfter);
      at = by > 0 ? (next < 0 ? all.length : next) - 1 : next < 0 ? all.length : next;
    }
    const stop = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: 'nearest' });
  };

  /** @param {'next' | 'prev'} way */
  const turn = (way) => {
    const link = document.querySelector(`main a[rel="${way}"]`);
    if (link instanceof HTMLElement) link.click();
  };

  const list = () => {
    const open = document.querySelector('dialog.keys');
    if (open instanceof HTMLDialogElement) return open;
    const dialog = document.createElement('dialog');
    dialog.className = 'keys';
    dialog.setAttribute('aria-labelledby', 'keys');
    const heading = document.createElement('h2');
    heading.id = 'keys';
    heading.textContent = 'Keys';
    const keys = document.createElement('dl');
    for (const [key, does] of KEYS) {
      const name = document.createElement('dt');
      const cap = document.createElement('kbd');
      cap.textContent = key;
      name.append(cap);
      const what = document.createElement('dd');
      what.textContent = does;
      keys.append(name, what);
    }
    const form = document.createElement('form');
    form.method = 'dialog';
    const label = document.createElement('label');
    const use = document.createElement('input');
    use.type = 'checkbox';
    use.checked = !isSwitchedOff;
    use.addEventListener('change', () => setOff(!use.checked));
    label.append(use, ' Use these keys in this browser');
    const close = document.createElement('button');
    close.textContent = 'Close';
    form.append(label, close);
    dialog.append(heading, keys, form);
    document.body.append(dialog);
    return dialog;
  };

  const show = () => {
    const dialog = list();
    if (!dialog.open) dialog.showModal();
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    const key = letter(event);
    const { target } = event;
    if (isField(target)) {
      if (key === 'Escape' && target instanceof HTMLElement) target.blur();
      return;
    }
    if (isSwitchedOff || document.querySelector('dialog[open]')) return;
    const here = document.activeElement;
    switch (key) {
      case 'j': step(1); break;
      case 'k': step(-1); break;
      case 'o': if (here instanceof HTMLElement && here.matches(STOPS)) here.click(); break;
      case 'n': turn('next'); break;
      case 'p': turn('prev'); break;
      case '/': document.getElementById('find')?.focus(); break;
      case '?': show(); break;
      default: return;
    }
    event.preventDefault();
  });

  // The button is made here, for without this file there are no keys to be listed.
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Keys';
  button.addEventListener('click', show);
  document.querySelector('footer.site')?.append(button);
})();
