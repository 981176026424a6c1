//! `host`: the published site together with the acknowledgement service, asked as a browser, a
//! proxy, a program and an attacker would.

mod acknowledge;
mod api;
mod asks;
mod backup;
mod crash;
mod flood;
mod identity;
mod power;
mod provider;
mod publication;
mod recorder;
mod report;
mod rolling;
pub mod service;
mod sign_in;
mod slow;
mod socket;
mod token;
mod visitor;
mod watch;
