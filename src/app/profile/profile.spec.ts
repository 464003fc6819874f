import { provideZonelessChangeDetection } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { OAuthError } from '@okta/okta-auth-js/core';
import { CONFIG } from '../../testing/browser-session';
import { Messages, Session, Userinfo, type Problem } from '../auth';
import { explainError } from '../auth/messages/explain-error';
import { Profile } from './profile';

describe('Profile', () => {
  const userinfo = { claims: jasmine.createSpy('claims') };
  const session = { signIn: jasmine.createSpy('signIn') };
  let fixture: ComponentFixture<Profile>;

  async function open(): Promise<void> {
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        { provide: Session, useValue: session },
        { provide: Userinfo, useValue: userinfo },
        { provide: Messages, useValue: { explain: (error: unknown): Promise<Problem> => explainError(error, CONFIG) } },
      ],
    });
    fixture = TestBed.createComponent(Profile);
    await fixture.whenStable();
  }
  const view = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const button = (label: string): HTMLButtonElement | undefined =>
    Array.from(view().querySelectorAll('button')).find((each) => each.textContent.trim() === label);

  it('is busy until userinfo answers', async () => {
    userinfo.claims.and.returnValue(new Promise(() => undefined));
    await open();
    expect(view().querySelector('[aria-busy=true]')).not.toBeNull();
    expect(view().querySelector('[role=alert]')).toBeNull();
  });

  it('shows the claims for users and as raw JSON', async () => {
    const claims = { sub: '00u1', name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true };
    userinfo.claims.and.resolveTo(claims);
    await open();
    const values = Array.from(view().querySelectorAll('dd'), (value) => value.innerText.replace(/\s+/g, ' '));
    expect(values).toEqual(['Ada Lovelace', 'ada@example.com Verified', '00u1']);
    expect(JSON.parse(view().querySelector('pre')!.textContent)).toEqual(claims);
  });

  it('shows what went wrong, and recovers at "Try again"', async () => {
    userinfo.claims.and.rejectWith(new OAuthError('invalid_token', 'The access token has been revoked.'));
    await open();
    await fixture.whenStable(); // the words come after the error
    expect(view().querySelector('[role=alert]')?.textContent).toContain('has been revoked');
    button('Sign in again')!.click();
    expect(session.signIn).toHaveBeenCalledTimes(1);

    userinfo.claims.and.resolveTo({ sub: '00u1', name: 'Ada' });
    button('Try again')!.click();
    await fixture.whenStable();
    expect(view().querySelector('[role=alert]')).toBeNull();
    expect(view().textContent).toContain('Ada');
  });
});
