"""The hall on one machine: emulator, deployment, event pump, gateway. Production never imports this."""
