/* The host's half of the conversation with the framed app: answers only the frames this page made, only at the
   app's own origin, and hands out tokens for the account chosen in the account switcher. */
(function () {
  'use strict';
  var face = window.RollcallFace;
  var holder = document.getElementById('app-holder');
  if (!holder) { return; }
  /* Made here with its name and address, so that the theme is known to the app before its first paint. */
  var frame = document.createElement('iframe');
  var appOrigin = holder.dataset.appOrigin;
  var tenant = holder.dataset.tenant;
  var account = holder.dataset.account || null;
  var wait = document.getElementById('app-wait');
  var flags = {};
  var dialog = null;

  function frameOf(source) {
    if (source === frame.contentWindow) { return frame; }
    if (dialog && source === dialog.frame.contentWindow) { return dialog.frame; }
    return null;
  }

  function tell(target, event, value) {
    target.contentWindow.postMessage({ rollcallHost: 1, event: event, value: value }, appOrigin);
  }

  function token() {
    return face.send('POST', '/_sandbox/token', { tenant: tenant, account: account, kind: 'context' })
      .then(function (answer) { return answer.token; });
  }

  function size(value) { return /%$/.test(value) ? value : parseInt(value, 10) + 'px'; }

  function showFlag(detail, target) {
    flags[detail.id] = face.flag({
      title: detail.title, body: detail.body, type: detail.type, actions: detail.actions,
      auto: detail.close === 'auto',
      onClose: function () { delete flags[detail.id]; tell(target, 'flag.event', { id: detail.id, event: 'close' }); },
      onAction: function (action) { tell(target, 'flag.event', { id: detail.id, event: 'actioned', action: action }); }
    });
  }

  function openDialog(detail) {
    var query = '?tenant=' + encodeURIComponent(tenant) + '&module=' + encodeURIComponent(detail.key) + '&locale=' + holder.dataset.locale
      + (account ? '&account=' + encodeURIComponent(account) : '');
    return face.send('GET', '/_sandbox/frame' + query).then(function (answer) {
      var box = document.createElement('dialog');
      var inner = document.createElement('iframe');
      var wide = { small: '400px', medium: '600px', large: '800px', 'x-large': '968px', fullscreen: '95vw' }[detail.size];
      inner.name = JSON.stringify({ theme: face.theme(), customData: detail.customData, autoResize: false });
      inner.src = answer.url;
      inner.title = detail.header || 'Dialog';
      inner.style.width = wide || detail.width || '600px';
      inner.style.height = detail.height || '70vh';
      box.append(dialogHead(detail, box), inner);
      box.addEventListener('close', function () { box.remove(); dialog = null; });
      document.body.append(box);
      dialog = { box: box, frame: inner };
      box.showModal();
    });
  }

  function dialogHead(detail, box) {
    var head = document.createElement('header');
    var words = document.createElement('h2');
    words.textContent = detail.header || '';
    var close = document.createElement('button');
    close.type = 'button';
    close.className = 'icon-button';
    close.setAttribute('aria-label', 'Close dialog');
    close.textContent = '\u00d7';
    close.addEventListener('click', function () { box.close(); });
    head.append(words, close);
    return head;
  }

  function go(detail) {
    if (detail.target === 'absoluteUrl' && /^https?:/.test(detail.context.url || '')) {
      window.open(detail.context.url, '_blank', 'noopener');
      return;
    }
    face.flag({ title: 'The app asked to go to ' + detail.target, body: JSON.stringify(detail.context), auto: true });
  }

  /* Also that of a step which the app did not make itself: an address that was typed. */
  function routeInAddress() { return window.location.hash.indexOf('#!') === 0 ? window.location.hash.slice(2) : ''; }

  function keepRoute(kind, state) {
    var here = new URL(window.location.href);
    here.hash = state ? '!' + state : '';
    window.history[kind === 'push' ? 'pushState' : 'replaceState']({ appRoute: state }, '', here);
  }

  var answers = {
    'context.getToken': token,
    'context.getContext': function () {
      return { jira: {}, license: { active: holder.dataset.license === 'active' }, addonKey: holder.dataset.appKey, moduleKey: holder.dataset.module };
    },
    'getLocation': function () { return window.location.href; },
    'user.getCurrentUser': function () { return { atlassianAccountId: account }; },
    'user.getLocale': function () { return holder.dataset.locale.replace('-', '_'); },
    'user.getTimeZone': function () { return Intl.DateTimeFormat().resolvedOptions().timeZone; },
    'theming.subscribe': function () { return face.theme(); },
    'ready': function () { wait.hidden = true; },
    'resize': function (detail, target) {
      target.style.height = size(detail.height);
      if (target !== frame) { target.style.width = size(detail.width); }
    },
    'sizeToParent': function (detail, target) { target.style.height = ''; },
    'flag.create': function (detail, target) { showFlag(detail, target); },
    'flag.close': function (detail) { if (flags[detail.id]) { flags[detail.id].close(); } },
    'dialog.create': openDialog,
    'dialog.close': function (detail) {
      if (dialog) { dialog.box.close(); }
      tell(frame, 'dialog.close', detail.data);
    },
    'navigator.go': go,
    'navigator.reload': function () { window.location.reload(); },
    'history.push': function (detail) { keepRoute('push', detail.state); },
    'history.replace': function (detail) { keepRoute('replace', detail.state); },
    'history.go': function (detail) { window.history.go(detail.delta); },
    'host.focus': function () { window.focus(); }
  };

  window.addEventListener('message', function (message) {
    var target = frameOf(message.source);
    var data = message.data;
    if (!target || message.origin !== appOrigin || !data || data.rollcallHost !== 1) { return; }
    var answer = Object.prototype.hasOwnProperty.call(answers, data.name) ? answers[data.name] : null;
    function reply(error, value) {
      target.contentWindow.postMessage({ rollcallHost: 1, replyTo: data.id, error: error, value: value }, appOrigin);
    }
    if (!answer) { reply('The host does not know ' + data.name, null); return; }
    Promise.resolve().then(function () { return answer(data.detail || {}, target); })
      .then(function (value) { reply(null, value); }, function (problem) { reply(problem.message, null); });
  });

  document.addEventListener('face:theme', function (event) {
    tell(frame, 'theme', event.detail);
    if (dialog) { tell(dialog.frame, 'theme', event.detail); }
  });
  window.addEventListener('popstate', function (event) {
    tell(frame, 'history.popped', (event.state && event.state.appRoute) || routeInAddress());
  });
  frame.addEventListener('load', function () { wait.hidden = true; });
  window.setTimeout(function () {
    if (!wait.hidden) { document.getElementById('app-slow').hidden = false; }
  }, 5000);

  var route = routeInAddress();
  frame.id = 'app-frame';
  frame.title = holder.dataset.appName;
  frame.referrerPolicy = 'no-referrer';
  frame.allow = 'clipboard-write';
  frame.setAttribute('sandbox', 'allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts');
  frame.name = JSON.stringify({ theme: face.theme(), route: route });
  frame.src = holder.dataset.src;
  holder.prepend(frame);
}());
