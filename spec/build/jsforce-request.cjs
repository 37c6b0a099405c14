// jsforce's own way to the network, which ours replaces: it would load node-fetch and large tables at every start.
exports.setDefaults = () => {};
exports.default = () => {
  throw new Error('jsforce has no transport of its own in a bundle.');
};
