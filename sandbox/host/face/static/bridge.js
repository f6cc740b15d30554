/* Stand-in for the bridge that Forge puts into a Custom UI page: `__bridge.callBridge(action, payload)`.
   Speaks to the host page only, whose origin the server wrote into this script's tag. */
(function () {
  'use strict';
  var hostOrigin = document.currentScript.dataset.host;
  var waiting = {};
  var nextId = 1;
  var listeners = {};
  var history = null;
  var isThemed = false;

  function ask(action, payload) {
    return new Promise(function (resolve, reject) {
      var id = 'b' + nextId++;
      waiting[id] = { resolve: resolve, reject: reject };
      window.parent.postMessage({ forgeHost: 1, id: id, action: action, payload: payload }, hostOrigin);
    });
  }

  /* What an app may rely on is `data-color-mode`; `data-theme` is the host's own business and is written over. */
  function applyTheme(theme) {
    var root = document.documentElement;
    Object.keys(theme.attributes).forEach(function (name) { root.setAttribute(name, theme.attributes[name]); });
  }

  function tell(name, value) {
    (listeners[name] || []).slice().forEach(function (listener) { listener(value); });
  }

  function listen(detail) {
    var list = listeners[detail.event] = listeners[detail.event] || [];
    list.push(detail.callback);
    return { unsubscribe: function () { list.splice(list.indexOf(detail.callback), 1); } };
  }

  function makeHistory(path) {
    var watchers = [];
    function place(text) {
      var cut = new URL(text, 'http://page.invalid/');
      return { pathname: cut.pathname, search: cut.search, hash: cut.hash, state: null, key: String(nextId++) };
    }
    history = {
      action: 'POP',
      location: place(path || '/'),
      createHref: function (to) { return typeof to === 'string' ? to : to.pathname + (to.search || '') + (to.hash || ''); },
      push: function (to) { history._move('PUSH', to); },
      replace: function (to) { history._move('REPLACE', to); },
      go: function (delta) { ask('historyGo', { delta: delta }); },
      goBack: function () { history.go(-1); },
      goForward: function () { history.go(1); },
      listen: function (watcher) {
        watchers.push(watcher);
        return function () { watchers.splice(watchers.indexOf(watcher), 1); };
      },
      _move: function (action, to) {
        history.location = place(history.createHref(to));
        history.action = action;
        if (action !== 'POP') { ask('historyMove', { action: action, path: history.createHref(to) }); }
        watchers.slice().forEach(function (watcher) { watcher(history.location, action); });
      }
    };
    return history;
  }

  var own = {
    enableTheming: function () {
      isThemed = true;
      return ask('getTheme').then(applyTheme);
    },
    on: function (detail) { return Promise.resolve(listen(detail)); },
    onPublic: function (detail) { return Promise.resolve(listen(detail)); },
    emit: function (detail) { tell(detail.event, detail.payload); return Promise.resolve(true); },
    emitPublic: function (detail) { tell(detail.event, detail.payload); return Promise.resolve(true); },
    createHistory: function () { return ask('getRoute').then(makeHistory); },
    showFlag: function (detail) {
      (detail.actions || []).forEach(function (action, index) { listeners['flag.' + detail.id + '.' + index] = [action.onClick]; });
      var plain = { id: String(detail.id), title: detail.title, description: detail.description, type: detail.type,
        isAutoDismiss: detail.isAutoDismiss === true, actions: (detail.actions || []).map(function (action) { return action.text; }) };
      return ask('showFlag', plain);
    },
    getFrameId: function () { return Promise.resolve('sandbox-frame'); },
    emitReadyEvent: function () { return ask('ready'); }
  };

  window.__bridge = {
    callBridge: function (action, payload) {
      if (Object.prototype.hasOwnProperty.call(own, action)) { return own[action](payload); }
      return ask(action, payload);
    }
  };

  window.addEventListener('message', function (message) {
    var data = message.data;
    if (message.source !== window.parent || message.origin !== hostOrigin || !data || data.forgeHost !== 1) { return; }
    if (data.replyTo) {
      var known = waiting[data.replyTo];
      delete waiting[data.replyTo];
      if (known && data.error) { known.reject(new Error(data.error)); }
      if (known && !data.error) { known.resolve(data.value); }
      return;
    }
    if (data.event === 'theme' && isThemed) { applyTheme(data.value); }
    if (data.event === 'route' && history) { history._move('POP', data.value); }
    if (data.event === 'flag') { tell('flag.' + data.value.id + '.' + data.value.action, undefined); }
  });
  window.addEventListener('load', function () { ask('ready'); });
}());
