import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = import.meta.dirname;
const text = readFileSync(join(docs, 'threats.md'), 'utf8');

/** The links of docs/threats.md to files of this repository: what they say, and where they lead. */
const links = [...text.matchAll(/\[([^\]]+)\]\(([^):]+)\)/g)].map(([, said, path]) => ({
  said: said!.replace(/\s+/g, ' '),
  path: join(docs, path!),
}));

test('each file that the threat table names is there', () => {
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter(({ path }) => !existsSync(path))).toEqual([]);
});

test('each test that the threat table names is there, under this title', () => {
  const tests = links.filter(({ path }) => /\.(spec|test)\.ts$/.test(path));
  expect(tests.length).toBeGreaterThan(20);
  expect(tests.filter(({ said, path }) => !readFileSync(path, 'utf8').includes(said))).toEqual([]);
});

test('each row of the threat table names a test', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Attack|-)/.test(line));
  expect(rows.filter((row) => !/\.(spec|test)\.ts\)|invariants\.ts\)/.test(row))).toEqual([]);
});
