import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Files below a folder whose name ends so, as paths from the root. */
const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...filesIn('docs', /\.md$/),
  ...filesIn('.github', /\.md$/),
  'src/app/auth/README.md',
  'src/app/learn/README.md',
];

/** Programs that run our commands. */
const automation = ['.ci/run', '.devcontainer/devcontainer.json', ...filesIn('.github', /\.yml$/)];

/** A document without its fenced code blocks: what looks like a link or a heading there is none. */
const prose = (path: string): string => read(path).replace(/^ *(`{3,}).*?^ *\1 *$/gms, '');

/** The anchors that GitHub gives to the headings of a document: `## 2.2 Table of \`x\`` is `#22-table-of-x`. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of prose(path).matchAll(/^#{1,6} +(.+)$/gm)) {
    const text = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The links of a document to files of this repository. */
function linksOf(path: string): string[] {
  const inline = prose(path).matchAll(/\]\(([^()\s]+)\)/g);
  const references = prose(path).matchAll(/^\[[^\]]+\]: *(\S+)$/gm);
  return [...inline, ...references].map(([, target]) => target!).filter((target) => !/^[a-z]+:/.test(target));
}

/** What is wrong with a link, or undefined. */
function faultOf(link: string, document: string): string | undefined {
  const [path = '', anchor] = decodeURI(link).split('#');
  const target = path === '' ? document : relative(root, join(root, dirname(document), path));
  if (target.startsWith('..')) return `${link} leads out of the repository`;
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor !== undefined && !anchorsOf(target).has(anchor)) return `${link}: ${target} has no such heading`;
  return undefined;
}

describe('links', () => {
  test('are found', () => {
    expect(documents.flatMap(linksOf).length).toBeGreaterThan(100);
  });

  test.each(documents)('of %s lead to a file, and to a heading where they name one', (document) => {
    const faults = linksOf(document).map((link) => faultOf(link, document));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });
});

describe('commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const scriptsIn = (path: string): string[] =>
    [...read(path).matchAll(/\bnpm (?:run (?:-[\w-]+ )*(\w[\w:-]*)|(start|test)\b)|`(test:\w+)`/g)].map(
      ([, run, short, part]) => (run ?? short ?? part)!,
    );
  const filesRunBy = (path: string): string[] =>
    [...read(path).matchAll(/\b(?:tsx|vitest run|playwright test) ((?:[\w-]+\/)+[\w.-]+\.ts)\b/g)].map(
      ([, file]) => file!,
    );

  test('are found', () => {
    expect(new Set(documents.flatMap(scriptsIn))).toContain('test:node');
    expect(automation.flatMap(scriptsIn)).toEqual(expect.arrayContaining(['lint', 'build', 'test:unit', 'start']));
    expect(documents.flatMap(filesRunBy)).toContain('e2e/stolen.spec.ts');
  });

  test.each([...documents, ...automation])('of %s are scripts of package.json, or files', (path) => {
    expect(scriptsIn(path).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    expect(filesRunBy(path).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('troubleshooting', () => {
  const headings = [...read('docs/troubleshooting.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);
  const texts = [...filesIn('src/app', /\.(ts|html)$/), 'cli/ports.ts'].map(read).join('\n');

  test.each(headings.filter((heading) => heading !== 'A port is taken'))('%s is a message of the app', (heading) => {
    // What differs from time to time stands as an ellipsis.
    expect(texts).toContain(heading.split(' … ')[0]);
  });
});

describe('the version of Node in .nvmrc', () => {
  const version = read('.nvmrc').trim();

  test('is that of the dev container', () => {
    expect(/^FROM \S+:(\d+)-/m.exec(read('.devcontainer/Dockerfile'))?.[1]).toBe(version);
  });

  test('is that of the contribution guide', () => {
    expect(read('CONTRIBUTING.md')).toContain(`[\`.nvmrc\`](.nvmrc) names Node ${version}`);
  });
});
