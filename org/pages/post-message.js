/* global document, window */
// Sends the response to the page that opened the frame or window (okta-post-message.ts).
const { target, message } = document.body.dataset;
(window.opener ?? window.parent).postMessage(JSON.parse(message), target);
