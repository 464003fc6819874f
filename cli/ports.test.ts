import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { expectFree, portTaken, readPort, readPorts } from './ports.js';

describe('the ports', () => {
  test('are 4200 and 4280 unless the environment says otherwise', () => {
    expect(readPorts({})).toEqual({ app: 4200, org: 4280 });
    expect(readPorts({ APP_PORT: '', ORG_PORT: '65535' })).toEqual({ app: 4200, org: 65535 });
  });

  test.each(['0', '65536', '-1', '42e2', '4200.5', ' 4200', 'http', '0x1068', '123456'])(
    'are refused as %j, by naming the variable and the value',
    (value) => {
      expect(() => readPorts({ APP_PORT: value })).toThrow(`APP_PORT is "${value}"`);
      expect(() => readPorts({ ORG_PORT: value })).toThrow(`ORG_PORT is "${value}"`);
    },
  );

  test('are named as the caller shows them, such as with the file that they come from', () => {
    expect(() => readPort('ORG_PORT', { ORG_PORT: 'x' }, 'ORG_PORT (.env)')).toThrow(
      'ORG_PORT (.env) is "x". Set it to a port from 1 to 65535, or leave it out for 4280.',
    );
  });

  test('cannot be the same', () => {
    expect(() => readPorts({ APP_PORT: '4280' })).toThrow('APP_PORT and ORG_PORT are both 4280');
  });

  test('when taken, are answered with one that exists', () => {
    expect(portTaken('ORG_PORT', 65535).message).toContain('ORG_PORT=65534');
  });

  test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])('are free unless somebody answers, here at %s', async (host) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen({ host, port: 0 }, resolve));
    const { port } = other.address() as AddressInfo;
    await expect(expectFree('APP_PORT', port)).rejects.toMatchObject({
      code: 'ERR_PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`^Port ${port} is taken by another program\\. .*APP_PORT=`)) as string,
    });
    await new Promise((resolve) => other.close(resolve));
    await expect(expectFree('APP_PORT', port)).resolves.toBeUndefined();
  });
});
