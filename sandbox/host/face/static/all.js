/* Stand-in for the product's Connect script: speaks to the page that frames the app.
   Talks to one origin only: the host page's, which the host named in the frame's address (`xdm_e`, under the token's
   hash), or the one this script came from where a page is shown without it. */
(function () {
  'use strict';
  var hostOrigin = new URLSearchParams(window.location.search).get('xdm_e') || new URL(document.currentScript.src).origin;
  var scriptOptions = document.currentScript.getAttribute('data-options') || '';
  var options = {};
  try { options = JSON.parse(window.name) || {}; } catch (problem) { options = {}; }
  var waiting = {};
  var nextId = 1;
  var listeners = { once: {}, on: {}, any: [] };
  var themeFollowed = false;

  function post(name, detail, callback) {
    var id = 'r' + nextId++;
    if (callback) { waiting[id] = callback; }
    window.parent.postMessage({ rollcallHost: 1, id: id, name: name, detail: detail }, hostOrigin);
  }

  function ask(name, detail, callback) {
    return new Promise(function (resolve, reject) {
      post(name, detail, function (error, value) {
        if (error) { reject(new Error(error)); return; }
        resolve(value);
      });
    }).then(function (value) {
      if (typeof callback === 'function') { callback(value); }
      return value;
    });
  }

  function quietly(promise, onError) {
    promise.catch(function (problem) {
      if (typeof onError === 'function') { onError(problem); } else { console.error('AP: ' + problem.message); }
    });
  }

  function applyTheme(mode) {
    var root = document.documentElement;
    root.setAttribute('data-color-mode', mode);
    root.setAttribute('data-theme', 'dark:dark light:light');
  }

  function emitLocally(name, args) {
    var once = listeners.once[name] || [];
    delete listeners.once[name];
    once.concat(listeners.on[name] || []).forEach(function (listener) { listener.apply(null, args); });
    listeners.any.forEach(function (listener) { listener.apply(null, [name].concat(args)); });
  }

  window.addEventListener('message', function (message) {
    if (message.source !== window.parent || message.origin !== hostOrigin) { return; }
    var data = message.data;
    if (!data || data.rollcallHost !== 1) { return; }
    if (data.replyTo) {
      var callback = waiting[data.replyTo];
      delete waiting[data.replyTo];
      if (callback) { callback(data.error, data.value); }
      return;
    }
    if (data.event === 'theme') {
      options.theme = data.value;
      if (themeFollowed) { applyTheme(data.value); }
    }
    emitLocally(data.event, data.args || [data.value]);
  });

  function contentHeight() {
    var content = document.querySelector('.ac-content');
    var box = content || document.documentElement;
    return Math.ceil(content ? content.getBoundingClientRect().height : box.scrollHeight);
  }

  function pixels(value, fallback) {
    return value === undefined || value === null ? fallback : String(value);
  }

  var resizeWatch = null;
  function watchSize() {
    if (resizeWatch || typeof ResizeObserver === 'undefined') { return; }
    resizeWatch = new ResizeObserver(function () { AP.resize(); });
    resizeWatch.observe(document.querySelector('.ac-content') || document.body);
  }

  var flagHandlers = {};
  function makeFlag(id) {
    return {
      close: function () { post('flag.close', { id: id }); },
      on: function (event, handler) { flagHandlers[id + '.' + event] = handler; }
    };
  }
  listeners.on['flag.event'] = [function (detail) {
    var handler = flagHandlers[detail.id + '.' + detail.event];
    if (handler) { handler(detail); }
    emitLocally('flag.' + detail.event, [{ flagIdentifier: detail.id, actionIdentifier: detail.action }]);
  }];

  var AP = {
    _hostOrigin: hostOrigin,
    getLocation: function (callback) { quietly(ask('getLocation', null, callback)); },
    context: {
      getToken: function (callback) {
        var answer = ask('context.getToken', null, callback);
        if (callback) { quietly(answer); return undefined; }
        return answer;
      },
      getContext: function (callback) {
        var answer = ask('context.getContext', null, callback);
        if (callback) { quietly(answer); return undefined; }
        return answer;
      }
    },
    resize: function (width, height) {
      post('resize', { width: pixels(width, '100%'), height: pixels(height, contentHeight()) });
    },
    sizeToParent: function (hideFooter) {
      options.autoResize = false;
      if (resizeWatch) { resizeWatch.disconnect(); }
      post('sizeToParent', { hideFooter: hideFooter === true });
    },
    flag: {
      create: function (detail) {
        var id = 'flag' + nextId++;
        post('flag.create', {
          id: id, title: String(detail.title || ''), body: String(detail.body || ''),
          type: detail.type || 'info', close: detail.close || 'manual', actions: detail.actions || {}
        });
        return makeFlag(id);
      }
    },
    dialog: {
      create: function (detail) {
        post('dialog.create', {
          key: detail.key, header: detail.header, width: detail.width, height: detail.height,
          size: detail.size, chrome: detail.chrome !== false, customData: detail.customData
        });
        return { on: function (event, handler) { AP.events.on('dialog.' + event, handler); } };
      },
      close: function (data) { post('dialog.close', { data: data }); },
      getCustomData: function (callback) { callback(options.customData); },
      getButton: function () { return { enable: function () {}, disable: function () {}, bind: function () {} }; },
      disableCloseOnSubmit: function () {},
      createButton: function () { return { bind: function () {} }; }
    },
    navigator: {
      go: function (target, context) { post('navigator.go', { target: target, context: context || {} }); },
      getLocation: function (callback) { quietly(ask('getLocation', null, function (value) { callback({ target: 'addonmodule', context: value }); })); },
      reload: function () { post('navigator.reload', null); }
    },
    history: {
      _state: options.route || '',
      getState: function (kind, callback) {
        var value = kind === 'all' ? { hash: AP.history._state, query: {}, title: document.title, href: AP.history._state } : AP.history._state;
        if (callback) { callback(value); }
        return value;
      },
      pushState: function (state) { AP.history._change('push', state); },
      replaceState: function (state) { AP.history._change('replace', state); },
      back: function () { post('history.go', { delta: -1 }); },
      forward: function () { post('history.go', { delta: 1 }); },
      go: function (delta) { post('history.go', { delta: delta }); },
      popState: function (callback) { AP.events.on('history.pop', callback); },
      subscribeState: function (kind, callback) { AP.events.on('history.' + kind, callback); },
      _change: function (kind, state) {
        AP.history._state = typeof state === 'string' ? state : String((state && state.hash) || '');
        post('history.' + kind, { state: AP.history._state });
      }
    },
    user: {
      getCurrentUser: function (callback) { quietly(ask('user.getCurrentUser', null, callback)); },
      getLocale: function (callback) { quietly(ask('user.getLocale', null, callback)); },
      getTimeZone: function (callback) { quietly(ask('user.getTimeZone', null, callback)); }
    },
    events: {
      on: function (name, listener) { (listeners.on[name] = listeners.on[name] || []).push(listener); },
      once: function (name, listener) { (listeners.once[name] = listeners.once[name] || []).push(listener); },
      onAny: function (listener) { listeners.any.push(listener); },
      off: function (name, listener) {
        listeners.on[name] = (listeners.on[name] || []).filter(function (known) { return known !== listener; });
      },
      offAll: function (name) { delete listeners.on[name]; },
      offAny: function (listener) {
        listeners.any = listeners.any.filter(function (known) { return known !== listener; });
      },
      emit: function (name) { emitLocally(name, Array.prototype.slice.call(arguments, 1)); }
    },
    theming: {
      initializeTheming: function () {
        themeFollowed = true;
        applyTheme(options.theme === 'dark' ? 'dark' : 'light');
        quietly(ask('theming.subscribe', null, function (mode) { options.theme = mode; applyTheme(mode); }));
      }
    },
    host: {
      focus: function () { post('host.focus', null); },
      getSelectedText: function (callback) { callback(''); }
    },
    request: function (first, second) {
      var detail = typeof first === 'string' ? Object.assign({ url: first }, second) : first || {};
      var message = 'AP.request is refused: this app asks for no product scope, so the product answers 403.';
      if (typeof detail.error === 'function') {
        detail.error({ status: 403, statusText: 'Forbidden', responseText: message }, 'error', 'Forbidden');
        return undefined;
      }
      return Promise.reject(new Error(message));
    }
  };
  AP.getCurrentUser = AP.user.getCurrentUser;
  AP.require = function (names, callback) {
    var list = typeof names === 'string' ? [names] : names;
    callback.apply(null, list.map(function (name) { return name === 'request' ? AP.request : AP[name]; }));
  };
  window.AP = AP;

  listeners.on['history.popped'] = [function (state) {
    AP.history._state = state;
    emitLocally('history.pop', [{ key: state, hash: state, newURL: state, oldURL: '' }]);
  }];

  window.addEventListener('load', function () {
    post('ready', { title: document.title });
    if (/sizeToParent:\s*true/.test(scriptOptions)) { AP.sizeToParent(); return; }
    if (options.autoResize !== false && !/resize:\s*false/.test(scriptOptions)) { AP.resize(); watchSize(); }
  });
}());
