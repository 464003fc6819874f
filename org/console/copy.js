/* global document, navigator, getSelection */
// Copy buttons, which stay hidden without this script. `data-copy` is the id of the element whose text is copied.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector('[role="status"]');
  button.hidden = false;
  button.addEventListener('click', async () => {
    status.textContent = '';
    try {
      await navigator.clipboard.writeText(source.textContent);
      status.textContent = 'Copied.';
    } catch {
      // The browser may refuse. Then the text is selected, for its own menu and keys.
      source.closest('details')?.setAttribute('open', '');
      getSelection().selectAllChildren(source);
      status.textContent = 'Your browser did not allow it. The text is selected: copy it from here.';
    }
  });
}
