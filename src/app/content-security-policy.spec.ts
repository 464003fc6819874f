import { limitToOrg } from './content-security-policy';

describe('limitToOrg', () => {
  /** Whether the browser lets a page with this policy ask an address; the answer to the request does not matter. */
  async function allows(address: string): Promise<boolean> {
    // A frame of its own: a policy cannot be taken back.
    const frame = document.body.appendChild(document.createElement('iframe'));
    try {
      const inner = frame.contentWindow as Window & typeof globalThis;
      limitToOrg(inner.document, 'http://localhost:4280');
      const refused = new Promise<boolean>((resolve) => {
        inner.document.addEventListener('securitypolicyviolation', () => resolve(true), { once: true });
      });
      const ended = inner.fetch(address, { mode: 'no-cors' }).then(
        () => false,
        // The violation is reported in a task after the refusal.
        () => new Promise<boolean>((resolve) => setTimeout(resolve, 100, false)),
      );
      return !(await Promise.race([refused, ended]));
    } finally {
      frame.remove();
    }
  }

  it('lets the page reach the org and itself', async () => {
    expect(await allows('http://localhost:4280/api/v1/users')).toBe(true);
    expect(await allows(location.origin)).toBe(true);
  });

  for (const address of ['http://localhost:4281/api/v1/users', 'https://localhost:4280/', 'http://127.0.0.1:4280/']) {
    it(`does not let it reach ${address}`, async () => expect(await allows(address)).toBe(false));
  }
});
