// Draws the pictures of README.md from a real run: `pictures.mjs FOLDER OUT`, where FOLDER holds its terminal report with
// colours and its HTML report.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withPage } from './page.mjs';

const [folder, out] = process.argv.slice(2);
const load = createRequire(join(process.env.ROLLCALL_MODULES, 'node_modules/'));
mkdirSync(out, { recursive: true });
const { default: png } = await import(pathToFileURL(load.resolve('upng-js')));
const report = pathToFileURL(resolve(folder, 'report.html')).href;

await withPage(load, async (page) => {
  await page.setViewport({ width: 1100, height: 800, deviceScaleFactor: 1.5 });
  await page.setContent(terminal(readFileSync(join(folder, 'terminal.txt'), 'utf8')));
  keep('terminal', await (await page.$('body')).screenshot());
  for (const scheme of ['light', 'dark']) await ofReport(page, scheme);
});

/** The HTML report: its head down to the first finding, beside what was expected and what came; and the matrix. */
async function ofReport(page, scheme) {
  await page.setViewport({ width: 1040, height: 800, deviceScaleFactor: 1.5 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(report);
  const [finding, matrix] = await page.evaluate(() =>
    ['#finding-1 .sides', '#matrix'].map((selector) => {
      const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
      return { top: Math.floor(top + window.scrollY), bottom: Math.ceil(bottom + window.scrollY) };
    }),
  );
  const clip = (y, end) => ({ x: 0, y, width: 1040, height: end - y });
  keep(`report-${scheme}`, await page.screenshot({ clip: clip(0, finding.bottom + 20) }));
  keep(`matrix-${scheme}`, await page.screenshot({ clip: clip(matrix.top - 20, matrix.bottom + 20) }));
}

/** Few colours are in such a picture, so that it can be small. */
function keep(name, bytes) {
  const read = png.decode(Uint8Array.from(bytes).buffer);
  writeFileSync(join(out, `${name}.png`), Buffer.from(png.encode(png.toRGBA8(read), read.width, read.height, 64)));
}

/** A terminal's picture of text with colours. Behind the checks comes the verdict: what stands between them is left out. */
function terminal(text) {
  const lines = text.trimEnd().split('\n');
  const plain = lines.map((own) => own.replace(/\x1b\[[\d;]*m/g, ''));
  const cut = plain.findIndex((own) => own.startsWith('floor:'));
  const shown = [...lines.slice(0, cut), '…', '', lines.at(-1)];
  const colours = { 1: 'b', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow' };
  const escape = (own) => own.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  let open = 0;
  const drawn = shown.join('\n').split(/\x1b\[([\d;]*)m/).map((own, place) => {
    if (place % 2 === 0) return escape(own);
    const names = own.split(';').map((code) => colours[code]).filter(Boolean);
    // One end ends all that was begun.
    if (names.length === 0) return '</span>'.repeat(open) + ((open = 0), '');
    open += 1;
    return `<span class="${names.join(' ')}">`;
  });
  return `<!doctype html><title>terminal</title><style>
    body { margin: 0; padding: 22px 26px; width: 1048px; background: #16181d; color: #d7dae0; }
    pre { margin: 0; font: 13px/1.5 'DejaVu Sans Mono', monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    .b { font-weight: bold } .dim { color: #868d99 } .red { color: #ff7b72 } .green { color: #6fd388 } .yellow { color: #e3b341 }
    </style><pre><span class="dim">$</span> rollcall check signalwire --seed 7 --fault delete-removes-nothing\n${drawn.join('')}</pre>`;
}
