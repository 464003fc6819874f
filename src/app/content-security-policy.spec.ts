import { limitConnections } from './content-security-policy';

const CONFIG = {
  issuer: 'http://localhost:4280',
  clientId: '0oa1',
  scopes: ['openid'],
  dpop: true,
  protectedResources: ['http://localhost:4300/orders/'],
};

describe('limitConnections', () => {
  /** Whether the browser lets a page with this policy ask an address; the answer to the request does not matter. */
  async function allows(address: string): Promise<boolean> {
    // A frame of its own: a policy cannot be taken back.
    const frame = document.body.appendChild(document.createElement('iframe'));
    try {
      const inner = frame.contentWindow as Window & typeof globalThis;
      limitConnections(inner.document, CONFIG);
      const ask = (url: string): Promise<unknown> => inner.fetch(url, { mode: 'no-cors' }).catch(() => undefined);

      // Violations are reported later, in their order: that of an address that is never allowed comes last.
      const refused: string[] = [];
      const reported = new Promise<void>((resolve) => {
        inner.document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
          if (new URL(blockedURI).host === 'never-allowed.example') resolve();
          else refused.push(blockedURI);
        });
      });
      await ask(address);
      await ask('https://never-allowed.example/');
      await reported;
      return refused.length === 0;
    } finally {
      frame.remove();
    }
  }

  it('lets the page reach the org, a protected resource and itself', async () => {
    expect(await allows('http://localhost:4300/orders')).toBe(true);
    expect(await allows('http://localhost:4280/api/v1/users')).toBe(true);
    expect(await allows(location.origin)).toBe(true);
  });

  for (const address of ['http://localhost:4281/api/v1/users', 'https://localhost:4280/', 'http://127.0.0.1:4280/']) {
    it(`does not let it reach ${address}`, async () => expect(await allows(address)).toBe(false));
  }
});
