import { DOCUMENT, provideZonelessChangeDetection, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { OKTA_CONFIG, Session } from '../auth';
import { ModeSwitch } from './mode-switch';
import { inChosenMode, MODES } from './modes';
import { CONFIG_WITH_MODES } from '../../testing/config-with-modes';

describe('ModeSwitch', () => {
  const signedIn = signal(false);
  const error = signal<unknown>(undefined);
  const signOut = jasmine.createSpy('signOut');
  const assign = jasmine.createSpy('assign');
  let fixture: ComponentFixture<ModeSwitch>;

  beforeEach(async () => {
    signedIn.set(false);
    error.set(undefined);
    signOut.calls.reset();
    signOut.and.resolveTo();
    assign.calls.reset();
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        { provide: Session, useValue: { signedIn, error, signOut } },
        { provide: OKTA_CONFIG, useValue: CONFIG_WITH_MODES },
        { provide: MODES, useValue: CONFIG_WITH_MODES.modes },
        { provide: DOCUMENT, useValue: documentThatStays() },
      ],
    });
    fixture = TestBed.createComponent(ModeSwitch);
    await fixture.whenStable();
  });
  afterEach(() => localStorage.clear());

  /** The document, but for `location.assign()`, which would end the specs. */
  function documentThatStays(): Document {
    return new Proxy(document, {
      get: (target, key) => {
        if (key === 'location') return { assign };
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  const button = (name: string): HTMLButtonElement =>
    Array.from((fixture.nativeElement as HTMLElement).querySelectorAll('button')).find(
      ({ textContent }) => textContent.trim() === name,
    )!;
  async function press(name: string): Promise<void> {
    button(name).click();
    await fixture.whenStable();
  }
  const next = (): unknown => (inChosenMode(CONFIG_WITH_MODES) as { dpop: boolean }).dpop;

  it('marks the present mode, which does nothing', async () => {
    expect(['DPoP', 'Bearer'].map((name) => button(name).getAttribute('aria-pressed'))).toEqual(['true', 'false']);
    await press('DPoP');
    expect(assign).not.toHaveBeenCalled();
  });

  it('starts the app anew in the other mode', async () => {
    await press('Bearer');
    expect(assign).toHaveBeenCalledOnceWith(document.baseURI);
    expect(signOut).not.toHaveBeenCalled();
    expect(next()).toBeFalse();
  });

  it('ends the session first, which leads to a new start', async () => {
    signedIn.set(true);
    await press('Bearer');
    expect(signOut).toHaveBeenCalledTimes(1);
    expect(assign).not.toHaveBeenCalled();
    expect(next()).toBeFalse();
  });

  it('stays when the org does not answer, so that the message can be read', async () => {
    signedIn.set(true);
    signOut.and.callFake(async () => error.set(new Error('Not revoked')));
    await press('Bearer');
    expect(assign).not.toHaveBeenCalled();
    expect(next()).toBeTrue();
    expect(button('Bearer').getAttribute('aria-busy')).toBeNull();
  });
});
