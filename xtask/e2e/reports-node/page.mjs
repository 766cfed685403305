// The HTML report in headless Chromium: light, dark, on a phone, by keyboard, printed, and with its scripts blocked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Does something with a page of a browser that is closed afterwards. */
export async function withPage(load, work) {
  const { default: puppeteer } = await import(pathToFileURL(load.resolve('puppeteer-core')));
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  // The sandbox wants rights that a container seldom gives; what is opened is our own file.
  const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    return await work(await browser.newPage());
  } finally {
    await browser.close();
  }
}

export async function readHtml(load, folder, text, told) {
  await isValid(load, text);
  const url = pathToFileURL(resolve(folder, 'report.html')).href;
  const axe = readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
  let looks = 0;
  await withPage(load, async (page) => {
    page.on('dialog', (dialog) => assert.fail(`a dialog: ${dialog.message()}`));
    page.on('request', (request) => assert.ok(request.url().startsWith(url), `it loads ${request.url()}`));
    await holdsNothingElse(page, url, told);
    for (const scheme of ['light', 'dark']) {
      for (const [name, width] of [['wide', 1280], ['phone', 360]]) {
        await look(page, url, { scheme, width, axe, shot: join(folder, `${scheme}-${name}.png`) });
        looks += 1;
      }
    }
    await byKeyboard(page, url);
    await evidenceOpens(page, url, told);
    await printed(page, url, join(folder, 'report.pdf'));
  });
  return `valid, accessible in ${looks} looks, by keyboard, and printed`;
}

async function isValid(load, text) {
  const { HtmlValidate } = await import(pathToFileURL(load.resolve('html-validate')));
  const rules = {
    // Tables are shown as blocks on a phone, and some browsers forget then what they are.
    'no-redundant-role': 'off',
  };
  const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard', 'html-validate:a11y'], rules });
  const report = await validator.validateString(text);
  const messages = report.results.flatMap((own) => own.messages);
  assert.deepEqual(messages.map((own) => `${own.line}:${own.column} ${own.ruleId} ${own.message}`), []);
}

/** What the server said has become no element, and the page holds every finding. */
async function holdsNothingElse(page, url, told) {
  await page.setJavaScriptEnabled(true);
  await page.goto(url);
  const found = await page.evaluate(() => {
    const of = (selector) => document.querySelectorAll(selector).length;
    const all = [...document.querySelectorAll('*')];
    return {
      owned: document.title.includes('owned'),
      foreign: of('script, iframe, object, embed, img, link, base, form, textarea'),
      handlers: all.filter((own) => [...own.attributes].some((one) => one.name.startsWith('on'))).length,
      links: [...document.querySelectorAll('a')].filter((own) => !own.getAttribute('href').startsWith('#')).length,
      findings: of('article.finding'),
      drawings: of('svg.sequence'),
      plots: of('.latency svg'),
    };
  });
  const findings = told.findings.length;
  const plots = told.timing.operations.length;
  assert.deepEqual(found, { owned: false, foreign: 0, handlers: 0, links: 0, findings, drawings: findings, plots });
}

/** Nothing sticks out to the side, and axe has nothing against it, whether its parts are open or closed. */
async function look(page, url, { scheme, width, axe, shot }) {
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  // As somebody sees it who blocks scripts.
  await page.setJavaScriptEnabled(false);
  await page.goto(url);
  await page.screenshot({ path: shot });
  await page.setJavaScriptEnabled(true);
  await page.setBypassCSP(true);
  await page.goto(url);
  await page.evaluate(axe);
  for (const open of [false, true]) {
    const found = await page.evaluate(async (open) => {
      document.querySelectorAll('details').forEach((own) => (own.open = open));
      // At most one finding of each kind in full: they are all made alike, and axe takes its time.
      if (open) [...document.querySelectorAll('.also')].slice(3).forEach((own) => (own.open = false));
      const root = document.documentElement;
      const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] });
      return {
        sticksOut: root.scrollWidth - root.clientWidth,
        violations: violations.map((own) => `${own.id}: ${own.nodes.slice(0, 3).map((one) => one.html.slice(0, 160)).join(' | ')}`),
      };
    }, open);
    assert.deepEqual(found, { sticksOut: 0, violations: [] }, `${scheme}, ${width} wide, details ${open ? 'open' : 'closed'}`);
  }
  await page.setBypassCSP(false);
}

/** The first stop leads to the verdict, and whatever has the focus shows it. */
async function byKeyboard(page, url) {
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(url);
  const focused = () =>
    page.evaluate(() => {
      const own = document.activeElement;
      const box = own.getBoundingClientRect();
      const seen = box.top >= 0 && box.left >= 0 && box.height > 0;
      return { text: own.textContent, seen, outline: getComputedStyle(own).outlineStyle, href: own.getAttribute('href') };
    });
  await page.keyboard.press('Tab');
  const first = await focused();
  assert.equal(first.href, '#main');
  assert.ok(first.seen && first.outline !== 'none', JSON.stringify(first));
  let opened = false;
  for (let stops = 0; stops < 400 && !opened; stops += 1) {
    await page.keyboard.press('Tab');
    const own = await focused();
    assert.ok(own.seen && own.outline !== 'none', JSON.stringify(own));
    if (own.href?.startsWith('#cell-')) {
      await page.keyboard.press('Enter');
      opened = await page.evaluate(() => document.querySelector('.cell:target')?.getBoundingClientRect().height > 0);
      assert.ok(opened, `${own.href} opens nothing`);
    }
  }
  assert.ok(opened, 'no cell of the matrix can be reached');
}

/** A link to a finding opens what it is folded into. */
async function evidenceOpens(page, url, told) {
  await page.setJavaScriptEnabled(false);
  for (let place = 1; place <= Math.min(told.findings.length, 8); place += 1) {
    await page.goto('about:blank');
    await page.goto(`${url}#finding-${place}`);
    const height = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().height, `finding-${place}`);
    assert.ok(height > 100, `finding ${place} stays folded`);
  }
  await page.setJavaScriptEnabled(true);
}

/** On paper everything stands open that matters, on light ground, and nothing that leads elsewhere. */
async function printed(page, url, path) {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await page.emulateMediaType('print');
  await page.setViewport({ width: 794, height: 1123 });
  await page.goto('about:blank');
  await page.goto(url);
  const found = await page.evaluate(() => {
    const height = (own) => own.getBoundingClientRect().height;
    return {
      folded: [...document.querySelectorAll('article.finding, .sentences.few li')].filter((own) => height(own) === 0).length,
      navigation: height(document.querySelector('nav')),
      ink: getComputedStyle(document.body).color,
    };
  });
  assert.deepEqual(found, { folded: 0, navigation: 0, ink: 'rgb(29, 28, 26)' });
  const pdf = await page.pdf({ path, format: 'A4', printBackground: true });
  assert.equal(Buffer.from(pdf.subarray(0, 5)).toString(), '%PDF-');
  await page.emulateMediaType('screen');
}
