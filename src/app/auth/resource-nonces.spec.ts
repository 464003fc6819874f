import { ResourceNonces } from './resource-nonces';

describe('ResourceNonces', () => {
  it('keeps the newest nonce of each origin, and gives it to no other', () => {
    const nonces = new ResourceNonces();
    nonces.remember('https://org.example/api/v1/users', 'n-1');
    nonces.remember('https://other.example/', 'of another');
    nonces.remember('https://org.example/oauth2/v1/userinfo', 'n-2');
    nonces.remember('https://org.example/', null);

    expect(nonces.get('https://org.example/api/v1/apps')).toBe('n-2');
    for (const origin of ['https://org.example:8443/', 'http://org.example/', 'https://sub.org.example/']) {
      expect(nonces.get(origin)).toBeUndefined();
    }
  });
});
