import { ChangeDetectionStrategy, Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Session } from '../../core/session';
import { SignedIn } from './signed-in';

let made = 0;

@Component({
  template: '<p class="secret">Data number {{ number }}</p>',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class View {
  protected readonly number = ++made;
}

describe('SignedIn', () => {
  const user = signal<{ sub: string } | undefined>({ sub: 'ada' });
  const error = signal<unknown>(undefined);
  let harness: RouterTestingHarness;

  beforeEach(async () => {
    made = 0;
    user.set({ sub: 'ada' });
    error.set(undefined);
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideRouter([{ path: '', component: SignedIn, children: [{ path: 'users', component: View }] }]),
        { provide: Session, useValue: { user, error } },
      ],
    });
    harness = await RouterTestingHarness.create('/users');
  });

  async function shown(): Promise<string> {
    await harness.fixture.whenStable();
    return (harness.fixture.nativeElement as HTMLElement).textContent.trim();
  }

  it('shows the view while a user is signed in', async () => {
    expect(await shown()).toBe('Data number 1');
  });

  it('keeps the view when the tokens of the same user are renewed', async () => {
    user.set({ sub: 'ada' });
    expect(await shown()).toBe('Data number 1');
  });

  it('takes the view off the screen when the session ends, and leaves the word to what tells why', async () => {
    error.set(new Error('The session has ended.'));
    user.set(undefined);
    expect(await shown()).toBe('');
  });

  it('begins the view anew when another user signs in, at once or later', async () => {
    user.set({ sub: 'grace' });
    expect(await shown()).toBe('Data number 2');
    user.set(undefined);
    expect(await shown()).toBe('One moment…');
    user.set({ sub: 'ada' });
    expect(await shown()).toBe('Data number 3');
  });
});
