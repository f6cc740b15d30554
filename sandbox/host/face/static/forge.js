/* The host's half of the Forge bridge. `invokeRemote` goes through the sandbox's proxy; `requestRemote` is a fetch from
   here with an invocation token, under the browser's own rules for other origins. */
(function () {
  'use strict';
  var face = window.RollcallFace;
  var holder = document.getElementById('forge-holder');
  if (!holder) { return; }
  var facts = JSON.parse(holder.dataset.facts);
  var wait = document.getElementById('app-wait');
  var frame = document.createElement('iframe');
  var uiOrigin = new URL(facts.frame_url).origin;
  var flags = {};
  var named = { installation: facts.installation_id, account: facts.account, module: facts.module };

  function tell(event, value) {
    frame.contentWindow.postMessage({ forgeHost: 1, event: event, value: value }, uiOrigin);
  }

  function invoke(payload) {
    if (payload.invokeType !== 'ui-remote-fetch') { throw new Error('This app has no functions: use invokeRemote.'); }
    var body = Object.assign({ request: { method: payload.method || 'GET', path: payload.path, headers: payload.headers || {}, body: payload.body } }, named);
    return face.send('POST', '/_sandbox/forge/invoke', body).then(function (answer) {
      if (answer.rejected) { throw new Error(answer.rejected); }
      return answer;
    });
  }

  function fetchRemote(payload) {
    var base = facts.remotes[payload.remoteKey];
    if (!base || facts.client_remotes.indexOf(payload.remoteKey) < 0) {
      throw new Error('The manifest does not let the client fetch from the remote ' + payload.remoteKey);
    }
    var wanted = payload.fetchRequestInit;
    return face.send('POST', '/_sandbox/token', { tenant: facts.installation_id, account: facts.account, kind: 'forge', module: facts.module })
      .then(function (minted) {
        var headers = new Headers(wanted.headers || []);
        headers.set('Authorization', 'Bearer ' + minted.token);
        return fetch(base + wanted.path, { method: wanted.method || 'GET', headers: headers, body: wanted.body || undefined, credentials: 'omit' });
      }).then(function (response) {
        return response.text().then(function (text) {
          return { body: text, headers: Object.fromEntries(response.headers.entries()), status: response.status, statusText: response.statusText };
        });
      });
  }

  function describeTheme() {
    var mode = face.theme();
    var forms = {
      documented: { 'data-color-mode': mode, 'data-theme': 'dark:dark light:light' },
      captured: {
        'data-color-mode': mode, 'data-contrast-mode': 'auto',
        'data-theme': 'dark:dark light:light spacing:spacing typography:typography shape:shape-rounder UNSAFE_themeOptions:{}'
      },
      none: {}
    };
    return { mode: mode, attributes: forms[facts.theme_attributes] };
  }

  function showFlag(detail) {
    var actions = {};
    detail.actions.forEach(function (text, index) { actions[index] = text; });
    flags[detail.id] = face.flag({
      title: detail.title, body: detail.description, type: detail.type, actions: actions, auto: detail.isAutoDismiss,
      onClose: function () { delete flags[detail.id]; },
      onAction: function (action) { tell('flag', { id: detail.id, action: action }); }
    });
    return true;
  }

  function navigate(detail) {
    if (/^https?:/.test(detail.url || '')) { window.open(detail.url, '_blank', 'noopener'); return true; }
    face.flag({ title: 'The app asked to go to ' + (detail.url || detail.target), auto: true });
    return true;
  }

  function routeInAddress() { return window.location.hash.indexOf('#!') === 0 ? window.location.hash.slice(2) : '/'; }

  function move(detail) {
    var here = new URL(window.location.href);
    here.hash = '!' + detail.path;
    window.history[detail.action === 'PUSH' ? 'pushState' : 'replaceState']({ appRoute: detail.path }, '', here);
    return true;
  }

  var answers = {
    getContext: function () { return Object.assign({ theme: { colorMode: face.theme() }, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }, facts.context); },
    getTheme: describeTheme,
    getRoute: routeInAddress,
    historyMove: move,
    historyGo: function (detail) { window.history.go(detail.delta); return true; },
    invoke: invoke,
    fetchRemote: fetchRemote,
    fetchProduct: function () {
      return { body: '{"message":"The sandbox has no product API."}', headers: { 'content-type': 'application/json' }, status: 403, statusText: 'Forbidden' };
    },
    showFlag: showFlag,
    closeFlag: function (detail) { if (flags[detail.id]) { flags[detail.id].close(); } return true; },
    navigate: navigate,
    getUrl: function () { return window.location.href; },
    reload: function () { window.location.reload(); },
    changeWindowTitle: function (title) { document.title = String(title); return true; },
    ready: function () { wait.hidden = true; return true; },
    open: function () { return true; },
    close: function () { return true; },
    refresh: function () { return true; },
    submit: function () { return true; },
    onClose: function () { return true; }
  };

  window.addEventListener('message', function (message) {
    var data = message.data;
    if (message.source !== frame.contentWindow || message.origin !== uiOrigin || !data || data.forgeHost !== 1) { return; }
    var answer = Object.prototype.hasOwnProperty.call(answers, data.action) ? answers[data.action] : null;
    function reply(error, value) { frame.contentWindow.postMessage({ forgeHost: 1, replyTo: data.id, error: error, value: value }, uiOrigin); }
    if (!answer) { reply('The bridge does not know ' + data.action, null); return; }
    Promise.resolve().then(function () { return answer(data.payload || {}); })
      .then(function (value) { reply(null, value); }, function (problem) { reply(problem.message || 'failed', null); });
  });

  document.addEventListener('face:theme', function () { tell('theme', describeTheme()); });
  window.addEventListener('popstate', function (event) { tell('route', (event.state && event.state.appRoute) || routeInAddress()); });
  window.setTimeout(function () { if (!wait.hidden) { document.getElementById('app-slow').hidden = false; } }, 5000);

  frame.id = 'app-frame';
  frame.title = facts.title;
  frame.referrerPolicy = 'no-referrer';
  frame.allow = 'clipboard-write';
  frame.setAttribute('sandbox', facts.sandbox);
  frame.src = facts.frame_url;
  holder.prepend(frame);
}());
