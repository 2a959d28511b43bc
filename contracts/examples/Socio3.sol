// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A small social app: posts, votes and tips
/// @notice An example for tests and the demo: something worth a session (`upvotePost`), something that moves value (`tip`),
/// and something that a session key must never reach (`withdraw`).
contract Socio3 {
    struct Post {
        // One slot, never zero once written: the first vote for a post costs the same as the hundredth.
        address author;
        uint96 votes;
        uint256 tips;
        string text;
    }

    /// @notice Who may withdraw the tips.
    address public immutable OWNER;

    Post[] private _posts;

    /// @notice `author` wrote post `postId`.
    event PostCreated(uint256 indexed postId, address indexed author, string text);
    /// @notice `voter` voted for post `postId`, which now has `votes` votes.
    event PostUpvoted(uint256 indexed postId, address indexed voter, uint256 votes);
    /// @notice `from` tipped post `postId` with `amount` wei.
    event PostTipped(uint256 indexed postId, address indexed from, uint256 amount);
    /// @notice The owner sent `amount` wei to `to`.
    event TipsWithdrawn(address indexed to, uint256 amount);

    /// @notice There are `count` posts; ids start at zero.
    error PostNotFound(uint256 postId, uint256 count);
    /// @notice A post has at least one byte of text.
    error PostEmpty();
    /// @notice A tip carries at least one wei.
    error TipZero(uint256 postId);
    /// @notice Only the owner withdraws.
    error CallerNotOwner(address caller, address owner);
    /// @notice `to` did not take the money.
    error WithdrawalRefused(address to, uint256 amount);

    constructor(address owner) {
        OWNER = owner;
    }

    /// @notice Writes a post.
    /// @return postId Its number, counted from zero.
    function createPost(string calldata text) external returns (uint256 postId) {
        if (bytes(text).length == 0) revert PostEmpty();
        postId = _posts.length;
        _posts.push(Post({author: msg.sender, votes: 0, tips: 0, text: text}));
        emit PostCreated(postId, msg.sender, text);
    }

    /// @notice Votes for a post. An account may vote as often as it likes.
    function upvotePost(uint256 postId) external {
        uint256 votes = ++_post(postId).votes;
        emit PostUpvoted(postId, msg.sender, votes);
    }

    /// @notice Tips a post with the call's value, which stays here until the owner withdraws.
    function tip(uint256 postId) external payable {
        if (msg.value == 0) revert TipZero(postId);
        _post(postId).tips += msg.value;
        emit PostTipped(postId, msg.sender, msg.value);
    }

    /// @notice Sends everything that is here to `to`. Only for the owner.
    function withdraw(address to) external {
        if (msg.sender != OWNER) revert CallerNotOwner(msg.sender, OWNER);
        uint256 amount = address(this).balance;
        emit TipsWithdrawn(to, amount);
        (bool accepted, ) = to.call{value: amount}("");
        if (!accepted) revert WithdrawalRefused(to, amount);
    }

    /// @notice How many posts there are.
    function postCount() external view returns (uint256) {
        return _posts.length;
    }

    /// @notice A post: who wrote it, its votes, its tips in wei, its text.
    function getPost(
        uint256 postId
    ) external view returns (address author, uint256 votes, uint256 tips, string memory text) {
        Post storage post = _post(postId);
        return (post.author, post.votes, post.tips, post.text);
    }

    function _post(uint256 postId) private view returns (Post storage) {
        if (postId >= _posts.length) revert PostNotFound(postId, _posts.length);
        return _posts[postId];
    }
}
