// What the engine starts as a provider: asks the host of the bench for one, prints its port, and stays for as long as
// the engine wants the provider.
const { connect } = require('node:net');

const [, , path, provider, engine] = process.argv;
const PAUSE = 100;
const deadline = Date.now() + 60_000;

function ask() {
  const host = connect(path, () => host.write(JSON.stringify({ provider, engine })));
  let answered = false;
  host.on('data', (port) => {
    answered = true;
    process.stdout.write(port);
  });
  host.on('error', (error) => {
    // The host is not there yet.
    if (!answered && Date.now() < deadline) setTimeout(ask, PAUSE);
    else throw error;
  });
  host.on('end', () => process.exit(1));
}

ask();
