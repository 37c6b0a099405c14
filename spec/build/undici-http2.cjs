// HTTP/2, which the programs never ask for: it would load Node's own http2 at every start.
module.exports = () => {
  throw new Error('A bundle has no HTTP/2.');
};
