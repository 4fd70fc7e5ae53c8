# Fills an empty Request Tracker, by its own library, from a JSON list of users on standard input; prints their tokens as JSON.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use JSON;
use RT;

RT::LoadConfig();
RT->Init();
my $system = RT->SystemUser;

# What a call of the library returned; ends the program with its message where it failed.
sub good {
    my ($id, @rest) = @_;
    die "Request Tracker refuses: $rest[-1]\n" unless $id;
    return $id;
}

my %tokens;
for my $entry (@{ decode_json(join '', <STDIN>) }) {
    my $user = RT::User->new($system);
    good($user->Create(Privileged => 0, %{ $entry->{fields} }));
    for my $right (@{ $entry->{rights} || [] }) {
        good($user->PrincipalObj->GrantRight(Right => $right, Object => RT->System));
    }
    for my $subject (@{ $entry->{tickets} || [] }) {
        my $ticket = RT::Ticket->new($system);
        good($ticket->Create(Queue => 'General', Subject => $subject, Requestor => [ $user->PrincipalId ]));
    }
    if ($entry->{token}) {
        my $token = RT::AuthToken->new($system);
        my (undef, undef, $text) = good_list($token->Create(Owner => $user->id, Description => 'callcard'));
        $tokens{ $user->Name } = $text;
    }
    good($user->SetDisabled(1)) if $entry->{disabled};
}
print encode_json(\%tokens), "\n";

# As `good`, with all that was returned.
sub good_list {
    good(@_[0, 1]);
    return @_;
}
