// What the pages would look like in a language that is written from the right and takes more room: every word of ours becomes longer and Arabic,
// in the browser. Words of sources stand in elements with a direction of their own (`bdi`, `dir`) and stay; one that changes was not kept apart.
export const pseudo = () => {
  const letters = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي';
  const turned = (words) => words.replace(/[A-Za-z]+/g, (word) => {
    const arabic = [...word].map((letter) => letters[letter.toLowerCase().charCodeAt(0) - 97]).join('');
    return arabic + arabic.slice(0, Math.ceil(arabic.length * 0.4));
  });
  const root = document.documentElement;
  root.lang = 'ar-XB';
  root.dir = 'rtl';
  const isTheirs = (element) => Boolean(element?.closest('bdi, [dir]:not(html), code, pre, kbd, svg, script, style'));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) if (!isTheirs(text.parentElement)) text.data = turned(text.data);
  for (const input of document.querySelectorAll('[placeholder]')) input.placeholder = turned(input.placeholder);
};
