//! What the program says was in force on a day: in the data file of the site, on the
//! command line, and in the whole book as it stood.

mod answers;
mod build;
mod checkout;
mod data;
mod page;
mod register;
mod rich;
mod statement;
mod unknown;
