// What is wrong with the page as it is shown now, one line each (WCAG 2.2, level AA).
const faults = [];
const name = (element) => element.outerHTML.slice(0, 80);
const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

// 1.4.10: nothing to scroll sideways.
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) {
  const wide = [...document.querySelectorAll("body *")].find((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
  faults.push(`wider than ${root.clientWidth} pixels: ${wide ? name(wide) : "the page"}`);
}

// 2.4.2, 3.1.1, 1.3.1: what a screen reader says first.
if (!document.title.trim()) faults.push("no title");
if (!root.lang) faults.push("no language");
if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
if (document.querySelectorAll("main").length !== 1) faults.push("not one main");

for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
  // 4.1.2, 1.3.5
  if (![...(field.labels ?? [])].some((label) => label.textContent.trim()) && !field.ariaLabel) {
    faults.push(`no label: ${name(field)}`);
  }
  if (["email", "password"].includes(field.type) && !field.autocomplete) {
    faults.push(`no autocomplete: ${name(field)}`);
  }
}
for (const element of document.querySelectorAll("a[href], button")) {
  if (shown(element) && !element.textContent.trim() && !element.ariaLabel) faults.push(`no name: ${name(element)}`);
}

// 2.5.8: big enough for a finger, but for links in a sentence.
for (const element of document.querySelectorAll("button, input:not([type=hidden]), nav a")) {
  const box = (element.labels?.[0] ?? element).getBoundingClientRect();
  if (shown(element) && (box.width < 24 || box.height < 24)) faults.push(`too small: ${name(element)}`);
}

// 2.4.7: what has the focus shows it.
for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden])")) {
  if (!shown(element)) continue;
  element.focus({ focusVisible: true });
  const style = getComputedStyle(element);
  if (document.activeElement === element && style.outlineStyle === "none") faults.push(`focus is not seen: ${name(element)}`);
  element.blur();
}

// 1.4.3: text and what is behind it.
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const rgba = (color) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
};
const luminance = (color) => {
  const [r, g, b] = [...color].slice(0, 3).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = rgba(getComputedStyle(at).backgroundColor);
    if (color[3] === 255) return color;
    if (color[3] !== 0) faults.push(`half transparent: ${name(at)}`);
  }
  return rgba("Canvas");
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !shown(element)) continue;
  const style = getComputedStyle(element);
  const [a, b] = [luminance(rgba(style.color)), luminance(behind(element))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${name(element)}`);
}
return faults;
