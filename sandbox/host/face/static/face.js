/* Small conveniences of the sandbox's face: copy buttons, forms that speak JSON, account search, theme switch. */
(function () {
  'use strict';
  var face = window.RollcallFace = {};

  face.flag = function (detail) {
    var area = document.getElementById('flags');
    var box = document.createElement('div');
    box.className = 'flag ' + (detail.type || 'info');
    box.setAttribute('role', detail.type === 'error' ? 'alert' : 'status');
    var title = document.createElement('strong');
    title.textContent = detail.title;
    var close = document.createElement('button');
    close.type = 'button';
    close.className = 'icon-button';
    close.setAttribute('aria-label', 'Dismiss');
    close.textContent = '\u00d7';
    box.append(title, close);
    if (detail.body) {
      var body = document.createElement('p');
      body.textContent = detail.body;
      box.append(body);
    }
    var gone = false;
    function dismiss() {
      if (gone) { return; }
      gone = true;
      box.remove();
      if (detail.onClose) { detail.onClose(); }
    }
    close.addEventListener('click', dismiss);
    if (detail.actions) { box.append(actionButtons(detail)); }
    if (detail.auto) { window.setTimeout(dismiss, 6000); }
    area.append(box);
    return { close: dismiss };
  };

  function actionButtons(detail) {
    var row = document.createElement('div');
    row.className = 'buttons';
    Object.keys(detail.actions).forEach(function (key) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'button tight';
      button.textContent = detail.actions[key];
      button.addEventListener('click', function () { detail.onAction(key); });
      row.append(button);
    });
    return row;
  }

  face.send = function (method, url, body) {
    var options = { method: method, headers: { 'Content-Type': 'application/json', Accept: 'application/json' } };
    if (method !== 'GET' && method !== 'DELETE') { options.body = JSON.stringify(body || {}); }
    return fetch(url, options).then(function (response) {
      return response.text().then(function (text) {
        var content = null;
        try { content = text ? JSON.parse(text) : null; } catch (problem) { content = text; }
        if (!response.ok) {
          var words = content && (content.detail || content.message || content.title || content.error);
          throw new Error(words ? String(words) : 'Answered ' + response.status);
        }
        return content;
      });
    });
  };

  function valueOf(input) {
    if (input.type === 'checkbox') { return input.checked; }
    if (input.dataset.kind === 'number') { return input.value === '' ? undefined : Number(input.value); }
    if (input.dataset.kind === 'json') { return input.value === '' ? undefined : JSON.parse(input.value); }
    return input.value === '' ? undefined : input.value;
  }

  /* <form data-method data-url> sends its fields as one JSON object; "a.b" names nest. */
  function collect(form) {
    var body = {};
    Array.prototype.forEach.call(form.elements, function (input) {
      if (!input.name) { return; }
      var value = valueOf(input);
      if (value === undefined) { return; }
      var parts = input.name.split('.');
      var last = parts.pop();
      var place = parts.reduce(function (at, part) { return (at[part] = at[part] || {}); }, body);
      place[last] = value;
    });
    return body;
  }

  function submitAsJson(event) {
    var form = event.target;
    if (!form.dataset || !form.dataset.url) { return; }
    event.preventDefault();
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { return; }
    var buttons = form.querySelectorAll('button');
    buttons.forEach(function (button) { button.disabled = true; });
    var show = form.dataset.show && document.getElementById(form.dataset.show);
    Promise.resolve().then(function () {
      var body = collect(form);
      var named = form.dataset.urlField;
      var url = form.dataset.url + (named ? encodeURIComponent(body[named]) : '');
      return face.send(form.dataset.method || 'POST', url, named ? {} : body);
    }).then(function (content) {
      if (show) { show.textContent = JSON.stringify(content, null, 2); show.hidden = false; return; }
      if (form.dataset.next) { window.location.assign(form.dataset.next); } else { window.location.reload(); }
    }).catch(function (problem) {
      face.flag({ title: 'This did not work', body: problem.message, type: 'error' });
    }).finally(function () {
      buttons.forEach(function (button) { button.disabled = false; });
    });
  }

  function copyText(button) {
    var source = document.getElementById(button.dataset.copy);
    navigator.clipboard.writeText(source.textContent.trim()).then(function () {
      var before = button.textContent;
      button.textContent = 'Copied';
      window.setTimeout(function () { button.textContent = before; }, 1500);
    }, function () {
      window.getSelection().selectAllChildren(source);
    });
  }

  face.theme = function () { return document.documentElement.dataset.colorMode; };

  /* The choice lives in the address, not in a cookie: every link on the page carries it on. */
  face.setTheme = function (mode) {
    document.documentElement.dataset.colorMode = mode;
    var here = new URL(window.location.href);
    here.searchParams.set('theme', mode);
    window.history.replaceState(window.history.state, '', here);
    document.querySelectorAll('a[href^="/"]').forEach(function (link) {
      var target = new URL(link.href);
      target.searchParams.set('theme', mode);
      link.setAttribute('href', target.pathname + target.search);
    });
    document.querySelectorAll('form[method="get"] input[name="theme"]').forEach(function (input) { input.value = mode; });
    document.dispatchEvent(new CustomEvent('face:theme', { detail: mode }));
  };

  var searchTimer = null;
  function searchPeople(input) {
    window.clearTimeout(searchTimer);
    searchTimer = window.setTimeout(function () {
      var list = document.getElementById('people-found');
      if (input.value.trim().length < 2) { list.replaceChildren(); return; }
      face.send('GET', input.dataset.url + encodeURIComponent(input.value.trim())).then(function (content) {
        list.replaceChildren.apply(list, content.people.map(personLink));
        if (!content.people.length) { list.textContent = 'Nobody found'; }
      }).catch(function (problem) { list.textContent = problem.message; });
    }, 200);
  }

  function personLink(person) {
    var link = document.createElement('a');
    link.className = 'menu-item';
    var here = new URL(window.location.href);
    here.searchParams.set('account', person.account_id);
    link.href = here.pathname + here.search;
    var words = document.createElement('span');
    words.textContent = person.name;
    var small = document.createElement('small');
    small.textContent = (person.email || 'no email') + ' \u00b7 ' + person.role;
    words.append(small);
    link.append(words);
    return link;
  }

  document.addEventListener('submit', submitAsJson);
  document.addEventListener('click', function (event) {
    var copy = event.target.closest('[data-copy]');
    if (copy) { copyText(copy); }
    if (event.target.closest('[data-theme-switch]')) { face.setTheme(face.theme() === 'dark' ? 'light' : 'dark'); }
    document.querySelectorAll('details.menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') { return; }
    document.querySelectorAll('details.menu[open]').forEach(function (menu) { menu.open = false; menu.querySelector('summary').focus(); });
  });
  // A click into the app in its frame is not heard here; that the page lost the focus to it is.
  window.addEventListener('blur', function () {
    document.querySelectorAll('details.menu[open]').forEach(function (menu) { menu.open = false; });
  });
  document.addEventListener('input', function (event) {
    if (event.target.matches('[data-people-search]')) { searchPeople(event.target); }
  });
}());
