import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';

const rooms = JSON.parse(readFileSync(join(import.meta.dirname, 'rooms.json'), 'utf8')) as Record<
  string,
  { imports: string[] }
>;
const names = Object.keys(rooms);

test('each file is in a room, except for what starts, builds and tests the service', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const folders = new Set(files.map((name) => name.split(sep)[0]!).filter((name) => !name.endsWith('.ts')));
  expect([...folders].sort()).toEqual([...names, 'build', 'testing'].sort());
});

// ESLint keeps files to this list.
test('a room imports only rooms that are listed before it, so that there is no circle', () => {
  for (const [index, name] of names.entries()) {
    for (const imported of rooms[name]!.imports) expect(names.slice(0, index), name).toContain(imported);
  }
});
