import { ChangeDetectionStrategy, Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { App } from './app';
import { Messages, Session, Waits, type Problem } from './auth';
import { MODES } from './modes/modes';

@Component({ selector: 'app-view', template: '<h1>A view</h1>', changeDetection: ChangeDetectionStrategy.OnPush })
class View {}

describe('App', () => {
  const signedIn = signal(false);
  const problem = signal<Problem | undefined>(undefined);
  const session = {
    signedIn,
    error: problem,
    user: signal({ sub: '00u1', name: 'Ada Lovelace' }),
    signIn: jasmine.createSpy('signIn'),
    signOut: jasmine.createSpy('signOut'),
  };
  let fixture: ComponentFixture<App>;

  beforeEach(async () => {
    signedIn.set(false);
    problem.set(undefined);
    session.signIn.calls.reset();
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideRouter([{ path: '**', component: View }]),
        { provide: Session, useValue: session },
        { provide: Messages, useValue: { sessionProblem: problem } },
        { provide: MODES, useValue: [] },
      ],
    });
    fixture = TestBed.createComponent(App);
    document.body.append(fixture.nativeElement as HTMLElement);
    await go('/');
  });

  const view = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const button = (): HTMLButtonElement => view().querySelector('header button')!;
  async function go(url: string): Promise<void> {
    await TestBed.inject(Router).navigateByUrl(url);
    await fixture.whenStable();
  }

  it('offers sign-in, or says who is signed in and offers sign-out', async () => {
    expect(button().textContent.trim()).toBe('Sign in');
    expect(view().textContent).not.toContain('Ada Lovelace');
    signedIn.set(true);
    await fixture.whenStable();
    expect(button().textContent.trim()).toBe('Sign out');
    expect(view().textContent).toContain('Ada Lovelace');
  });

  it('signs in once, however often the button is pressed meanwhile', async () => {
    session.signIn.and.returnValue(new Promise(() => undefined));
    button().click();
    await fixture.whenStable();
    expect(button().getAttribute('aria-busy')).toBe('true');
    button().click();
    expect(session.signIn).toHaveBeenCalledTimes(1);
  });

  it('says that it signs in while a link to a guarded view waits for the redirect', () => {
    view().remove();
    const pending = new Promise<boolean>(() => undefined);
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideRouter([{ path: '**', component: View, canActivate: [() => pending] }]),
        { provide: Session, useValue: session },
        { provide: Messages, useValue: { sessionProblem: problem } },
        { provide: MODES, useValue: [] },
      ],
    });
    fixture = TestBed.createComponent(App);
    void TestBed.inject(Router).navigateByUrl('/users');
    fixture.detectChanges(); // it is not stable while the navigation waits
    expect(view().querySelector('main')!.textContent).toContain('Signing you in…');
  });

  it('takes the signed-in view off the screen when the page was not left at sign-out', async () => {
    signedIn.set(true);
    await go('/users');
    session.signOut.and.callFake(() => {
      signedIn.set(false);
      problem.set({ title: 'The org did not answer', detail: '', remedy: '' });
      return Promise.resolve();
    });
    button().click();
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
    expect(TestBed.inject(Router).url).toBe('/');
    expect(view().querySelector('[role=alert]')?.textContent).toContain('The org did not answer');
  });

  it('offers to sign in again where that is the remedy', async () => {
    problem.set({ title: 'Your session has ended', detail: '', remedy: '', signIn: true });
    await fixture.whenStable();
    view().querySelector<HTMLButtonElement>('[role=alert] button')!.click();
    expect(session.signIn).toHaveBeenCalledTimes(1);
  });

  it('says what requests wait for, once for who listens', async () => {
    const wait = TestBed.inject(Waits).pause({ reason: 'rate-limit', milliseconds: 60_000 }).subscribe();
    await fixture.whenStable();
    const status = view().querySelector('app-wait-notice [role=status]')!;
    const heard = status.cloneNode(true) as HTMLElement;
    heard.querySelector('[aria-hidden]')!.remove();
    expect(heard.textContent.replace(/\s+/g, ' ').trim()).toBe('The org asks to wait: trying again in 60 s');
    wait.unsubscribe();
    await fixture.whenStable();
    expect(status.textContent.trim()).toBe('');
  });

  it('marks the present page in the navigation', async () => {
    await go('/users?q=ada');
    const current = Array.from(view().querySelectorAll('nav [aria-current=page]'), (link) => link.textContent);
    expect(current).toEqual(['Users']);
  });

  it('moves the focus to the heading of a new page, but not for a new query', async () => {
    expect(document.activeElement?.tagName).not.toBe('H1');
    await go('/users');
    expect(document.activeElement?.textContent).toBe('A view');
    button().focus();
    await go('/users?q=ada');
    expect(document.activeElement).toBe(button());
  });

  it('skips to the content without leaving the page', async () => {
    await go('/users');
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    view().querySelector('.skip')!.dispatchEvent(click);
    expect(document.activeElement?.tagName).toBe('MAIN');
    expect(click.defaultPrevented).toBeTrue();
  });
});
