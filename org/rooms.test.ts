import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { ESLint, Linter } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';

const ORG = import.meta.dirname;

interface Room {
  purpose: string;
  imports: string[];
  http?: boolean;
}
const ROOMS = JSON.parse(readFileSync(join(ORG, 'rooms.json'), 'utf8')) as Record<string, Room>;
const NAMES = Object.keys(ROOMS);

const isProduct = (path: string): boolean => path.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing\//.test(path);
const FILES = readdirSync(ORG, { recursive: true, encoding: 'utf8' }).filter(isProduct);

/** The innermost room that a file is in. */
const roomOf = (file: string): string | undefined =>
  NAMES.filter((room) => file === `${room}.ts` || file.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];

/** A file of each room. */
const fileIn = (room: string): string => FILES.find((file) => roomOf(file) === room)!;

test('every file is in a room, except those that start the org', () => {
  expect(FILES.filter((file) => roomOf(file) === undefined)).toEqual(['load-org.ts', 'main.ts', 'org.ts', 'run.ts']);
});

test('a room imports only rooms that are listed before it, so that there is no circle of rooms', () => {
  for (const [index, room] of NAMES.entries()) {
    const earlier = NAMES.slice(0, index);
    for (const imported of ROOMS[room]!.imports) expect(earlier, room).toContain(roomOf(`${imported}/file.ts`));
  }
});

test('there is no circle of files', () => {
  const importsOf = new Map(
    FILES.map((file) => [
      file,
      [...readFileSync(join(ORG, file), 'utf8').matchAll(/ from '(\.[^']+)\.js'/g)].map(([, path]) =>
        normalize(join(dirname(file), `${path!}.ts`)),
      ),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    expect(path, 'a circle').not.toContain(file);
    if (done.has(file)) return;
    for (const imported of importsOf.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  };
  FILES.forEach((file) => visit(file, []));
});

describe('the linter', () => {
  const rules = new Map<string, Linter.RulesRecord>();
  beforeAll(async () => {
    const eslint = new ESLint({ cwd: join(ORG, '..') });
    for (const room of NAMES) {
      const config = (await eslint.calculateConfigForFile(join(ORG, fileIn(room)))) as { rules: Linter.RulesRecord };
      rules.set(room, {
        'no-restricted-imports': config.rules['no-restricted-imports']!,
        'no-restricted-syntax': config.rules['no-restricted-syntax']!,
      });
    }
  });

  /** Whether each way to import a module is refused in a room. */
  const refusals = (room: string, specifier: string): boolean[] =>
    [`import '${specifier}';`, `export * from '${specifier}';`, `await import('${specifier}');`].map(
      (code) => new Linter().verify(code, { rules: rules.get(room)! }).length > 0,
    );

  const specifier = (room: string, file: string): string => {
    const path = relative(dirname(fileIn(room)), file).replace(/\.ts$/, '.js');
    return path.startsWith('.') ? path : `./${path}`;
  };

  test.each(NAMES)('lets %s import what the list says, and refuses every other room', (room) => {
    for (const other of NAMES.filter((name) => name !== room)) {
      const listed = ROOMS[room]!.imports.includes(other);
      expect(refusals(room, specifier(room, fileIn(other))), other).toEqual(Array(3).fill(!listed));
    }
    for (const program of ['org.ts', 'main.ts', '../src/app/app.ts', '../service/main.ts', '../start/start.ts']) {
      expect(refusals(room, specifier(room, program)), program).toEqual([true, true, true]);
    }
    expect(refusals(room, specifier(room, '../dpop/thumbprint.ts')), 'dpop').toEqual([false, false, false]);
    for (const library of ['koa', '@koa/router', 'oidc-provider', 'node:http']) {
      expect(refusals(room, library), library).toEqual(Array(3).fill(ROOMS[room]!.http === false));
    }
  });

  test.each(
    NAMES.flatMap((room) => ROOMS[room]!.imports.filter((part) => !NAMES.includes(part)).map((part) => [room, part])),
  )('lets %s import %s and nothing else of that room', (room, part) => {
    expect(refusals(room, specifier(room, `${part}/file.ts`))).toEqual([false, false, false]);
  });
});
