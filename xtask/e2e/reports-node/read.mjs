// Reads one report of a run with a program that nobody here wrote: `read.mjs FORMAT FOLDER`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readHtml, withPage } from './page.mjs';

const [format, folder] = process.argv.slice(2);
const load = createRequire(join(process.env.ROLLCALL_MODULES, 'node_modules/'));
const text = (name) => readFileSync(join(folder, name), 'utf8');
const told = JSON.parse(text('report.json'));

const readers = {
  // The multitool of those who wrote the standard; and each place is opened, to see what stands there.
  sarif() {
    const tool = join(dirname(load.resolve('@microsoft/sarif-multitool-linux/package.json')), 'Sarif.Multitool');
    chmodSync(tool, 0o755);
    const output = join(folder, 'multitool.json');
    rmSync(output, { force: true });
    const ran = spawnSync(tool, ['validate', join(folder, 'report.sarif'), '--output', output, '--log', 'ForceOverwrite']);
    assert.equal(ran.status, 0, `${ran.error ?? ''}${ran.stdout}${ran.stderr}`);
    const complaints = JSON.parse(readFileSync(output, 'utf8').replace(/^\ufeff/, '')).runs[0].results ?? [];
    // This tool has no page of its own to name.
    const serious = complaints.filter((own) => own.ruleId !== 'SARIF2005');
    assert.deepEqual(serious.map((own) => `${own.ruleId} ${JSON.stringify(own.message)}`), []);
    const { results } = JSON.parse(text('report.sarif')).runs[0];
    const ofOurs = results.filter((own) => !own.ruleId.startsWith('own-document/'));
    assert.equal(ofOurs.length, told.findings.length + told.document_findings.length);
    assert.equal(results.length > ofOurs.length, told.own_document !== undefined);
    const roots = { '%SRCROOT%': process.env.ROLLCALL_ROOT, PROJECTROOT: folder };
    let places = 0;
    for (const own of results) {
      const { artifactLocation, region } = own.locations[0].physicalLocation;
      const lines = readFileSync(join(roots[artifactLocation.uriBaseId], artifactLocation.uri), 'utf8').split('\n');
      const line = lines[region.startLine - 1];
      // A finding points into the user's own document where there is one.
      const isFinding = !own.ruleId.includes('/');
      assert.ok(!isFinding || (artifactLocation.uriBaseId === 'PROJECTROOT') === (told.own_document !== undefined), own.ruleId);
      if (region.endColumn) {
        const id = line.slice(region.startColumn - 1, region.endColumn - 1);
        assert.match(id, /^[A-Z]+-\d{4}$/);
        assert.ok(own.message.text.includes(id) && own.properties.requirements.includes(id), id);
      } else {
        assert.ok(line.length >= region.startColumn, `${artifactLocation.uri}:${region.startLine}`);
      }
      places += 1;
    }
    return `${results.length} results, ${places} places`;
  },

  async har() {
    const log = JSON.parse(text('report.har'));
    await load('har-validator').har(log).catch((error) => assert.fail(JSON.stringify(error.errors ?? error)));
    const steps = told.findings.flatMap((own) => own.steps);
    assert.deepEqual(
      log.log.entries.map((own) => `${own.request.method} ${own.request.url} ${own.response.status}`),
      steps.map((own) => `${own.request} ${own.status ?? 0}`),
    );
    return `${log.log.entries.length} entries`;
  },

  // Shown in a browser as a forge would show it, but for the cleaning that forges do besides.
  async markdown() {
    const { marked } = await import(load.resolve('marked'));
    const page = marked.parse(text('report.markdown'), { gfm: true });
    const counts = await withPage(load, async (browser) => {
      await browser.setContent(`<!doctype html><title>plain</title>${page}`);
      return browser.evaluate(() => {
        const of = (selector) => document.querySelectorAll(selector).length;
        return {
          title: document.title,
          harm: of('script, img, iframe, style, a:not([href^="http"]), [onerror]'),
          headings: of('h1'),
          findings: of('h3'),
          tables: of('table'),
        };
      });
    });
    assert.deepEqual({ title: counts.title, harm: counts.harm, headings: counts.headings }, { title: 'plain', harm: 0, headings: 1 });
    assert.equal(counts.findings, told.findings.length);
    assert.equal(counts.tables, 2);
    return `${counts.findings} findings`;
  },

  html: () => readHtml(load, folder, text('report.html'), told),
};

console.log(`  ${format}: ${await readers[format]()}`);
