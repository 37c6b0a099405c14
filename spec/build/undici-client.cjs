// What the programs use of undici. Its own entry point also loads fetch, WebSocket and test doubles: 40 ms of every start.
const api = require('undici/lib/api/index.js');
const Agent = require('undici/lib/dispatcher/agent.js');
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');
const EnvHttpProxyAgent = require('undici/lib/dispatcher/env-http-proxy-agent.js');

Object.assign(Dispatcher.prototype, api);

function request(url, {dispatcher, ...options}) {
  const {origin, pathname, search} = new URL(url);
  return dispatcher.request({...options, origin, path: pathname + search});
}

module.exports = {Agent, EnvHttpProxyAgent, request};
