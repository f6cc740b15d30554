/* Fires cases one after the other and writes the verdict beside each. */
(function () {
  'use strict';
  var face = window.RollcallFace;
  var tenant = document.currentScript ? document.currentScript.dataset.tenant : '';
  var count = document.getElementById('attack-count');

  function show(row, text, tone) {
    var mark = document.createElement('span');
    mark.className = 'lozenge ' + tone;
    mark.textContent = text;
    row.querySelector('.result').replaceChildren(mark);
  }

  function fire(name) {
    var row = document.querySelector('tr[data-case="' + name + '"]');
    show(row, 'Firing', 'info');
    return face.send('POST', '/_sandbox/attack/' + name, tenant && name[0] !== 'F' ? { tenant: tenant } : {}).then(function (answer) {
      var good = answer.attempts.filter(function (item) { return item.as_expected; }).length;
      show(row, (answer.as_expected ? 'As expected ' : 'Not as expected ') + good + '/' + answer.attempts.length,
        answer.as_expected ? 'success' : 'danger');
      document.getElementById('attack-answer').textContent = JSON.stringify(answer, null, 2);
      return answer.as_expected;
    }).catch(function (problem) {
      show(row, 'Could not be fired', 'warning');
      document.getElementById('attack-answer').textContent = problem.message;
      return false;
    });
  }

  function fireAll(button) {
    var names = Array.prototype.map.call(document.querySelectorAll('[data-fire]'), function (item) { return item.dataset.fire; });
    var good = 0;
    button.disabled = true;
    names.reduce(function (before, name, index) {
      return before.then(function () { return fire(name); }).then(function (fine) {
        good += fine ? 1 : 0;
        count.textContent = (index + 1) + ' of ' + names.length + ' fired, ' + good + ' as expected';
      });
    }, Promise.resolve()).finally(function () { button.disabled = false; });
  }

  document.addEventListener('click', function (event) {
    var one = event.target.closest('[data-fire]');
    if (one) { fire(one.dataset.fire); }
    if (event.target.id === 'fire-all') { fireAll(event.target); }
  });
}());
